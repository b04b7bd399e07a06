//! Plots: bars as inline SVG, with every number in text beside them.
//!
//! Owns how a share becomes a bar. Text stays outside the drawing, so that it keeps its size on any screen and is
//! read aloud; colors come from the style sheet.

use maud::{Markup, html};

/// One bar of a plot.
#[derive(Debug, Clone)]
pub(super) struct Bar {
    /// What it stands for.
    pub(super) label: String,
    /// How much of the whole it fills, 0 to 1; `None`: there is nothing to show.
    pub(super) share: Option<f64>,
    /// Its number, in words.
    pub(super) value: String,
}

/// Bars below each other: a table whose middle column is drawn.
pub(super) fn rows(title: &str, class: &str, bars: &[Bar]) -> Markup {
    html! {
        table class={"plot " (class)} {
            caption.visually-hidden { (title) }
            @for bar in bars {
                tr {
                    th scope="row" { (bar.label) }
                    td.drawn { (horizontal(bar.share)) }
                    td.number { (bar.value) }
                }
            }
        }
    }
}

/// Bars side by side, for what has an order: a list whose items are read as sentences.
pub(super) fn columns(title: &str, scale: [&str; 2], bars: &[Bar]) -> Markup {
    html! {
        div.columns-plot {
            div.scale aria-hidden="true" { @for mark in scale { span { (mark) } } }
            ol.columns aria-label=(title) {
                @for bar in bars {
                    li title={(bar.label) ": " (bar.value)} {
                        (vertical(bar.share))
                        span.column-label aria-hidden="true" { (bar.label.trim_end_matches(":00")) }
                        span.visually-hidden { (bar.label) ": " (bar.value) }
                    }
                }
            }
        }
    }
}

fn horizontal(share: Option<f64>) -> Markup {
    html! {
        svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect.track width="100" height="10" {}
            @if let Some(share) = share { rect.fill width=(length(share)) height="10" {} }
        }
    }
}

fn vertical(share: Option<f64>) -> Markup {
    let height = share.map(length);
    html! {
        svg viewBox="0 0 10 100" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            @if let Some(height) = height {
                rect.track width="10" height="100" {}
                rect.fill width="10" y=(100.0 - height) height=(height) {}
            }
        }
    }
}

/// The length of a bar, of a hundred: to one decimal, and never invisible for something.
fn length(share: f64) -> f64 {
    let length = (share.clamp(0.0, 1.0) * 1000.0).round() / 10.0;
    if share > 0.0 { length.max(1.0) } else { length }
}
