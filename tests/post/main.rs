//! Delivery against real peers on this machine: a mail server and a web server that refuse, hang, break off and start again.

mod command_line;
mod files;
mod http_server;
mod kill;
mod letters;
mod office;
mod orders;
mod smtp_server;
mod storm;
