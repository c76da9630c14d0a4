//! What is around every page: the head with its style, and the end.

use super::escape::Escaped;

const STYLE: &str = include_str!("style.css");

/// All before the content. The policy has the browser load nothing from anywhere, whatever the content holds.
pub(super) fn begin(title: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n\
         <meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n\
         <meta name=viewport content=\"width=device-width, initial-scale=1\">\n\
         <meta name=color-scheme content=\"light dark\">\n\
         <meta name=generator content=\"unblurb {}\">\n\
         <title>{}</title>\n<link rel=icon href=\"data:,\">\n<style>\n{STYLE}</style>\n</head>\n<body>\n",
        env!("CARGO_PKG_VERSION"),
        Escaped(title)
    )
}

/// All after it.
pub(super) fn end() -> &'static str {
    "</body>\n</html>\n"
}
