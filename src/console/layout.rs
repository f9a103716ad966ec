//! Where things stand on the queue screen. `update` reads from it how many rows a page has, `view` where to draw.
//!
//! ```text
//! ┌ bar ──────────────────────────────────────────────────────┐
//! │ places │ heading                        │ preview         │
//! │        │ columns                        │                 │
//! │        │ rows                           │                 │
//! ├ rule, or a notice ────────────────────────────────────────┤
//! └ hints ────────────────────────────────────────────────────┘
//! ```
//! Below 80 × 24 there is one column: the places in place of the rows while the operator chooses one.

use ratatui::layout::Rect;

/// The smallest terminal in which the console works.
pub const LEAST: (u16, u16) = (40, 10);
/// The smallest terminal with several columns.
pub const COLUMNS: (u16, u16) = (80, 24);
/// Columns from which a preview fits beside the list.
const PREVIEW: u16 = 112;

/// The areas of the queue screen; an absent one is not drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// The row at the top.
    pub bar: Rect,
    /// Queues and views.
    pub places: Option<Rect>,
    /// The list's heading row.
    pub heading: Rect,
    /// The column titles.
    pub columns: Rect,
    /// The list's rows.
    pub rows: Rect,
    /// The selected case.
    pub preview: Option<Rect>,
    /// The rule above the hints, where notices stand.
    pub notice: Rect,
    /// The hints.
    pub hints: Rect,
}

/// Whether the terminal is too small for anything.
pub fn too_small(width: u16, height: u16) -> bool {
    width < LEAST.0 || height < LEAST.1
}

/// Whether everything stands in one column.
pub fn narrow(width: u16, height: u16) -> bool {
    width < COLUMNS.0 || height < COLUMNS.1
}

/// What lies between the bar and the hints: where a screen draws.
pub fn body(width: u16, height: u16) -> Rect {
    Rect { x: 0, y: 1.min(height), width, height: height.saturating_sub(3) }
}

impl Layout {
    /// The layout of a terminal of this size; `choosing` is whether the operator is among the places.
    pub fn of(width: u16, height: u16, preview: bool, choosing: bool) -> Self {
        let line = |y: u16| Rect { x: 0, y, width, height: u16::from(y < height) };
        let body = body(width, height);
        let narrow = narrow(width, height);
        let places_width = match width {
            _ if narrow && choosing => width,
            _ if narrow => 0,
            0..150 => 21,
            _ => 27,
        };
        let rest = Rect { x: places_width, width: width - places_width, ..body };
        let preview_width = match width {
            _ if narrow || !preview => 0,
            0..PREVIEW => 0,
            PREVIEW..140 => 38,
            140..180 => 50,
            _ => (rest.width * 2 / 5).min(80),
        };
        let list = Rect { width: rest.width - preview_width, ..rest };
        let part = |y: u16, height: u16| Rect { y: list.y + y, height, ..list }.intersection(list);
        Self {
            bar: line(0),
            places: (places_width > 0).then_some(Rect { width: places_width, ..body }),
            heading: part(0, 1),
            columns: part(1, 1),
            rows: part(2, list.height.saturating_sub(2)),
            preview: (preview_width > 0).then_some(Rect { x: list.right(), width: preview_width, ..body }),
            notice: line(height.saturating_sub(2)),
            hints: line(height.saturating_sub(1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_overlaps_and_nothing_leaves_the_screen(
            width in 0_u16..320, height in 0_u16..120, preview: bool, choosing: bool,
        ) {
            let layout = Layout::of(width, height, preview, choosing);
            let screen = Rect::new(0, 0, width, height);
            let mut areas = vec![layout.bar, layout.heading, layout.columns, layout.rows];
            areas.extend(layout.places);
            areas.extend(layout.preview);
            if height >= LEAST.1 {
                areas.extend([layout.notice, layout.hints]);
            }
            areas.retain(|area| !area.is_empty());
            for (index, area) in areas.iter().enumerate() {
                prop_assert_eq!(area.intersection(screen), *area);
                for other in &areas[index + 1..] {
                    prop_assert!(!area.intersects(*other), "{:?} {:?}", area, other);
                }
            }
        }
    }

    #[test]
    fn columns_come_with_the_room_for_them() {
        assert!(Layout::of(79, 30, true, false).places.is_none());
        assert_eq!(Layout::of(40, 10, true, true).places.unwrap().width, 40);
        assert!(Layout::of(80, 24, true, false).places.is_some_and(|places| places.width == 21));
        assert!(Layout::of(100, 24, true, false).preview.is_none());
        assert_eq!(Layout::of(120, 40, true, false).preview.unwrap().right(), 120);
        assert!(Layout::of(120, 40, false, false).preview.is_none());
        assert_eq!(Layout::of(80, 24, true, false).rows.height, 19);
    }
}
