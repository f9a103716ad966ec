//! Puts every playbook in `assets/playbooks` and every letter in `assets/letters` into the binary, so that adding an
//! institution is adding files: no list in Rust names one.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let assets = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("assets");
    let mut code = String::new();
    for (name, folder) in [("PLAYBOOKS", "playbooks"), ("LETTERS", "letters")] {
        println!("cargo:rerun-if-changed=assets/{folder}");
        let root = assets.join(folder);
        let mut files = Vec::new();
        if root.is_dir() {
            collect(&root, &root, &mut files)?;
        }
        files.sort();
        let _ = writeln!(code, "static {name}: &[(&str, &str)] = &[");
        for (key, path) in files {
            let _ = writeln!(code, "    ({key:?}, include_str!({path:?})),");
        }
        code.push_str("];\n");
    }
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    fs::write(out.join("shipped.rs"), code)
}

/// Every file below `folder`, with its path from `root`, parts joined by `/` on every system.
fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else {
            let parts = path.strip_prefix(root).map_err(io::Error::other)?.components();
            let key: Vec<_> = parts.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
            files.push((key.join("/"), path));
        }
    }
    Ok(())
}
