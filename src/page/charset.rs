//! What the bytes of a page mean as text, decided as browsers do; never an error.
//!
//! A byte order mark, else what a server said, else UTF-16 where the page begins with a tag in it, else UTF-8 where the
//! bytes can be nothing else, else what a `meta` element in the first bytes says, else detection. Bytes that mean nothing
//! become U+FFFD.

use super::attribute::AttributeName;
use super::name::{Name, Names};
use super::scanner::{Scanner, Token};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The page as text, and the name of its encoding in the WHATWG Encoding Standard. `label` is what a server said.
pub(super) fn decode(bytes: &[u8], label: Option<&str>) -> (String, &'static str) {
    let said = label.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None => said.unwrap_or_else(|| encoding(bytes)),
    };
    let (text, encoding, _) = encoding.decode(bytes);
    (text.into_owned(), encoding.name())
}

fn encoding(bytes: &[u8]) -> &'static Encoding {
    /// Browsers look this far; pages put long scripts before their `meta`.
    const HEAD: usize = 1 << 14;
    // Where a mark was lost: browsers look for `<?x` only, and show such pages as text.
    match bytes {
        [b'<', 0, mark, 0, ..] if begins_tag(*mark) => return UTF_16LE,
        [0, b'<', 0, mark, ..] if begins_tag(*mark) => return UTF_16BE,
        _ => {}
    }
    if is_utf8(bytes) {
        return UTF_8;
    }
    declared(&bytes[..bytes.len().min(HEAD)]).unwrap_or_else(|| {
        if bytes.is_ascii() && !bytes.contains(&0x1b) {
            return UTF_8;
        }
        // Enough to be sure; what is beyond cannot cost more than reading the page.
        const ENOUGH: usize = 1 << 20;
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(&bytes[..bytes.len().min(ENOUGH)], true);
        detector.guess(None, Utf8Detection::Allow)
    })
}

fn begins_tag(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'!' | b'?')
}

/// Whether the bytes are UTF-8 beyond ASCII, up to a last character that may be cut off. A page that was stored by a
/// program is, whatever its `meta` still says; text of another encoding practically never is.
fn is_utf8(bytes: &[u8]) -> bool {
    match std::str::from_utf8(bytes) {
        Ok(text) => !text.is_ascii(),
        Err(error) => error.error_len().is_none() && !bytes[..error.valid_up_to()].is_ascii(),
    }
}

/// The encoding that an XML declaration or a `meta` element names.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let known = |label: &[u8]| {
        let encoding = Encoding::for_label(label)?;
        // Who reads this in ASCII is not looking at UTF-16.
        Some(match encoding {
            _ if encoding == UTF_16LE || encoding == UTF_16BE => UTF_8,
            _ if encoding == encoding_rs::X_USER_DEFINED => WINDOWS_1252,
            _ => encoding,
        })
    };
    let mut scanner = Scanner::new(head);
    let mut names = Names::default();
    while let Some(token) = scanner.next(&mut names) {
        let Token::Start { name, .. } = token else { continue };
        let found = match name {
            Name::META => {
                let get = |name| scanner.attribute(name).map(|range| &head[range]);
                get(AttributeName::Charset).and_then(known).or_else(|| {
                    let kind = get(AttributeName::HttpEquiv)?;
                    let content = get(AttributeName::Content)?;
                    kind.eq_ignore_ascii_case(b"content-type").then(|| charset_of(content))?.and_then(known)
                })
            }
            Name::SCRIPT | Name::STYLE => {
                scanner.raw_text(name, if name == Name::STYLE { "style" } else { "script" });
                None
            }
            _ => None,
        };
        if found.is_some() {
            return found;
        }
    }
    let declaration = head.strip_prefix(b"<?xml")?;
    let declaration = &declaration[..memchr::memchr(b'>', declaration)?];
    let value = &declaration[memchr::memmem::find(declaration, b"encoding")? + 8..];
    let start = value.iter().position(|byte| matches!(byte, b'"' | b'\''))?;
    let end = memchr::memchr(value[start], &value[start + 1..])?;
    known(&value[start + 1..start + 1 + end])
}

/// The label behind `charset=` in a content type.
fn charset_of(content: &[u8]) -> Option<&[u8]> {
    let lower = content.to_ascii_lowercase();
    let after = &content[memchr::memmem::find(&lower, b"charset")? + 7..];
    let after = after.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let after = after.strip_prefix(b"\"").or(after.strip_prefix(b"'")).unwrap_or(after);
    let end = after.iter().position(|byte| matches!(byte, b';' | b'"' | b'\'' | b' ' | b'\t' | b'\n'));
    Some(&after[..end.unwrap_or(after.len())])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (String, &'static str) {
        decode(bytes, None)
    }

    #[test]
    fn a_mark_wins_then_the_server_then_utf8_then_the_page() {
        let page = |meta: &str, text: &[u8]| [meta.as_bytes(), b"<p>", text].concat();
        let latin = "<meta charset=iso-8859-2>";
        assert_eq!(decoded(b"\xff\xfea\0b\0"), ("ab".into(), "UTF-16LE"));
        assert_eq!(decoded(b"<\0p\0>\0\xe9\0"), ("<p>é".into(), "UTF-16LE"));
        assert_eq!(decoded(b"\0<\0!\0>\0\xe9"), ("<!>é".into(), "UTF-16BE"));
        assert_eq!(decode(b"\xef\xbb\xbf\xc4\x8d", Some("latin1")), ("č".into(), "UTF-8"));
        assert_eq!(decode(&page(latin, b"\xe8"), Some("windows-1251")).1, "windows-1251");
        assert_eq!(decoded(&page(latin, "č".as_bytes())).0, format!("{latin}<p>č"));
        assert_eq!(decoded(&page(latin, b"\xe8")).0, format!("{latin}<p>č"));
    }

    #[test]
    fn pages_name_their_encoding_in_many_ways() {
        for (head, name) in [
            ("<meta http-equiv='Content-Type' content='text/html; charset=GB2312'>", "GBK"),
            ("<META CONTENT=\"text/html;charset=shift_jis\" HTTP-EQUIV=content-type>", "Shift_JIS"),
            ("<?xml version='1.0' encoding='windows-1251'?><html>", "windows-1251"),
            ("<!-- <meta charset=big5> --><script>'<meta charset=big5>'</script><meta charset=\"koi8-r\">", "KOI8-R"),
            ("<meta charset=utf-16>", "UTF-8"),
            ("<meta charset=klingon><meta charset=euc-kr>", "EUC-KR"),
        ] {
            let bytes = [head.as_bytes(), b"<p>\xb3\xaa"].concat();
            assert_eq!(decoded(&bytes).1, name, "{head}");
        }
    }

    #[test]
    fn silent_pages_are_guessed_and_none_is_refused() {
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode("Привет, как дела? Это обычный русский текст.");
        assert_eq!(decoded(&bytes).1, "windows-1251");
        assert_eq!(decoded(b"").0, "");
        assert!(decoded(b"<meta charset=utf-8>a\xffb").0.ends_with("a\u{fffd}b"));
        assert_eq!(decoded("é cut o\u{e9}".as_bytes().split_last().unwrap().1).1, "UTF-8");
    }
}
