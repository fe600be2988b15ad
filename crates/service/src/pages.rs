//! The pages that the service gives out, and that can be put on any web server: the officer's screen, the issuer's, and
//! the library for browsers. What they are made of is in the program.

use axum::body::Bytes;
use hcert::codec::hex;
use hcert::icvp::products::Product;
use hcert::icvp::{Disease, Products};
use hcert::key::sha256;
use hcert::text::{self, Lang, messages};
use hcert_page::draw_square;
use serde_json::Value as Json;
use std::io::Read as _;
use std::sync::OnceLock;

/// One file.
pub struct Page {
    /// Its path below the start.
    pub path: &'static str,
    /// Its content type.
    pub form: &'static str,
    octets: Bytes,
    /// Whether the octets are packed (gzip).
    pub packed: bool,
    /// The octets of a packed file as they are without that, once somebody has asked for them.
    unpacked: OnceLock<Bytes>,
    /// A strong entity tag, with its quotation marks.
    pub tag: String,
}

/// Shows which it is.
impl std::fmt::Debug for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Page({})", self.path)
    }
}

/// All files.
#[derive(Debug)]
pub struct Pages(Vec<Page>);

macro_rules! file {
    ($path:literal, $form:literal) => {
        (
            $path,
            $form,
            include_bytes!(concat!("web/", $path)).as_slice(),
            false,
        )
    };
}

const HTML: &str = "text/html; charset=utf-8";

/// Paths, content types, octets, and whether they are packed.
const FILES: [(&str, &str, &[u8], bool); 15] = [
    ("index.html", HTML, include_bytes!("web/index.html"), false),
    (
        "issuer.html",
        HTML,
        include_bytes!("web/issuer.html"),
        false,
    ),
    file!("app.js", "text/javascript; charset=utf-8"),
    file!("camera.js", "text/javascript; charset=utf-8"),
    file!("library.js", "text/javascript; charset=utf-8"),
    file!("page.js", "text/javascript; charset=utf-8"),
    file!("verdict.js", "text/javascript; charset=utf-8"),
    file!("wedge.js", "text/javascript; charset=utf-8"),
    file!("issuer.js", "text/javascript; charset=utf-8"),
    file!("issuer-card.js", "text/javascript; charset=utf-8"),
    file!("words.js", "text/javascript; charset=utf-8"),
    file!("worker.js", "text/javascript; charset=utf-8"),
    file!("style.css", "text/css; charset=utf-8"),
    file!("icon.svg", "image/svg+xml"),
    file!("manifest.webmanifest", "application/manifest+json"),
];

/// The library for browsers, where it was built (`.ci/web`) before this program was.
#[cfg(has_web)]
const LIBRARY: &[(&str, &str, &[u8], bool)] = &[
    (
        "pkg/hcert.js",
        "text/javascript; charset=utf-8",
        include_bytes!(concat!(env!("HCERT_WEB"), "/hcert.js")),
        false,
    ),
    (
        "pkg/hcert_bg.wasm",
        "application/wasm",
        include_bytes!(concat!(env!("HCERT_WEB"), "/hcert_bg.wasm.gz")),
        true,
    ),
];
#[cfg(not(has_web))]
const LIBRARY: &[(&str, &str, &[u8], bool)] = &[];

/// What the officer's screen says in a program without the library.
const NO_LIBRARY: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>hcert</title>\
     <meta name=\"viewport\" content=\"width=device-width\"><link rel=\"stylesheet\" href=\"style.css\">\
     <main><div><h1>hcert</h1><p>This program was built without the library for browsers, so this page can verify nothing: run \
     <code>.ci/web</code>, then build the program again. <code>/v1/verify</code> works; <code>/docs</code> describes \
     it.</p></div></main></html>";

/// Where the service worker is told which edition of the pages it keeps.
const VERSION: &str = "@VERSION@";

/// Where it is told which files the officer's screen is made of.
const KEPT: &str = "@FILES@";

/// The policy for pages (Content Security Policy 3): scripts, lists and pictures from here alone.
pub const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The same for the issuer's page, which shows finished pages in a frame without scripts.
pub const ISSUER_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' blob: data:; font-src data:; connect-src 'self'; frame-src blob:; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'";

impl Default for Pages {
    fn default() -> Self {
        Self::new()
    }
}

impl Pages {
    /// The files of this program.
    #[must_use]
    pub fn new() -> Self {
        let page = |path, form, octets: Bytes, packed| Page {
            path,
            form,
            tag: format!("\"{}\"", hex(sha256(&octets).get(..16).unwrap_or_default())),
            octets,
            packed,
            unpacked: OnceLock::new(),
        };
        let files = FILES.iter().chain(LIBRARY);
        let mut pages: Vec<Page> = files
            .map(|&(path, form, octets, packed)| match path {
                "index.html" if LIBRARY.is_empty() => {
                    page(path, form, Bytes::from_static(NO_LIBRARY.as_bytes()), false)
                }
                _ => page(path, form, Bytes::from_static(octets), packed),
            })
            .collect();
        let form = "text/javascript; charset=utf-8";
        pages.push(page("messages.js", form, screen_messages().into(), false));
        pages.push(page(
            "issuer-products.js",
            form,
            card_products().into(),
            false,
        ));
        // What the officer's screen is made of; the start is kept under its address.
        let kept = pages.iter().filter(|page| !page.needs_service());
        let kept = kept.map(|page| page.path);
        let kept: Vec<&str> = kept.filter(|path| *path != "index.html").collect();
        let kept = kept.join("', '");
        // The mark on the screen of whoever installs the page: 64 units of 3 and 8 pixels.
        for (path, px) in [("icon-192.png", 3), ("icon-512.png", 8)] {
            let icon = draw_square(include_str!("web/icon.svg"), 64, px);
            // Our own drawing: a test looks for the pictures.
            pages.extend(icon.map(|icon| page(path, "image/png", icon.into(), false)));
        }
        let tags: String = pages.iter().map(|page| page.tag.as_str()).collect();
        let edition = hex(sha256(tags.as_bytes()).get(..8).unwrap_or_default());
        let worker = include_str!("web/sw.js")
            .replace(VERSION, &edition)
            .replace(KEPT, &kept);
        pages.push(page("sw.js", form, worker.into(), false));
        Self(pages)
    }

    /// The file at a path; the start is the officer's screen.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<&Page> {
        let path = match path.trim_start_matches('/') {
            "" => "index.html",
            "issuer" => "issuer.html",
            path => path,
        };
        self.0.iter().find(|page| page.path == path)
    }

    /// All files.
    pub fn iter(&self) -> impl Iterator<Item = &Page> {
        self.0.iter()
    }
}

/// What the pages say by themselves, as a module: the languages with their names, and the messages of each.
fn screen_messages() -> String {
    let all = Lang::ALL.into_iter().chain([Lang::Pseudo]);
    let texts: serde_json::Map<String, Json> = all
        .map(|lang| {
            let texts = text::group("screen-", lang).map(|(word, text)| (word.into(), text.into()));
            (lang.code().to_owned(), Json::Object(texts.collect()))
        })
        .collect();
    let languages = Lang::ALL.map(|lang| [lang.code(), messages::LANGUAGE_NAME.get(lang)]);
    format!(
        "export const LANGUAGES = {};\nexport const MESSAGES = {};\n",
        serde_json::json!(languages),
        Json::Object(texts)
    )
}

/// The products that the form of a yellow card offers, as a module: pairs of id and name, by name.
fn card_products() -> String {
    let products = Products::built_in();
    let name = |product: &Product| {
        let parts = [
            &product.vaccine,
            &product.name,
            &product.manufacturer,
            &product.presentation,
        ];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        parts.map(String::as_str).collect::<Vec<_>>().join(" · ")
    };
    let all = products.all().into_iter();
    let mut all: Vec<[String; 2]> = all
        .map(|product| [product.id.clone(), name(product)])
        .collect();
    // Yellow fever first, as most cards are about it.
    let place = |[id, name]: &[String; 2]| {
        let disease = products.find(id).map(|product| product.disease);
        (disease != Some(Disease::YellowFever), name.clone())
    };
    all.sort_by_cached_key(place);
    format!("export const PRODUCTS = {};\n", serde_json::json!(all))
}

impl Page {
    /// Whether it is one of the issuer's, who asks the service.
    #[must_use]
    pub fn needs_service(&self) -> bool {
        self.path.starts_with("issuer")
    }

    /// The octets as they are kept: packed or not.
    #[must_use]
    pub fn kept(&self) -> &Bytes {
        &self.octets
    }

    /// The octets of the file itself.
    #[must_use]
    pub fn octets(&self) -> Bytes {
        if !self.packed {
            return self.octets.clone();
        }
        let unpack = || {
            let mut octets = Vec::new();
            // Our own file: what it unpacks to is known, and a test unpacks it.
            let _ = flate2::read::GzDecoder::new(self.kept().as_ref()).read_to_end(&mut octets);
            octets.into()
        };
        self.unpacked.get_or_init(unpack).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(has_web)]
    #[test]
    fn every_file_that_a_page_names_is_among_them() {
        let pages = Pages::new();
        for page in pages.iter() {
            assert!(!page.octets().is_empty(), "{page:?}");
            // What is generated names modules that exist only in it.
            if page.path.starts_with("pkg/") {
                continue;
            }
            let octets = page.octets();
            let Ok(text) = std::str::from_utf8(&octets) else {
                continue;
            };
            let named = text.split(['"', '\'', '`']).filter(|part| {
                let plain = |c: char| c.is_ascii_alphanumeric() || "._/-".contains(c);
                let endings = [
                    ".js",
                    ".css",
                    ".svg",
                    ".png",
                    ".wasm",
                    ".webmanifest",
                    ".html",
                ];
                part.chars().all(plain) && endings.iter().any(|ending| part.ends_with(ending))
            });
            for name in named {
                let name = name.trim_start_matches("./");
                assert!(pages.find(name).is_some(), "{page:?} names {name:?}");
            }
        }
        assert!(pages.find("/").unwrap().path == "index.html");
        assert!(pages.find("../Cargo.toml").is_none());
    }

    #[cfg(has_web)]
    #[test]
    fn the_service_worker_keeps_another_edition_when_a_file_is_another() {
        let pages = Pages::new();
        let worker = pages.find("sw.js").unwrap().octets();
        let worker = std::str::from_utf8(&worker).unwrap();
        assert!(!worker.contains(VERSION) && worker.contains("hcert-shell-"));
        assert!(!worker.contains(KEPT) && worker.contains("'./', 'app.js', 'camera.js'"));
        assert!(
            worker.contains("'pkg/hcert_bg.wasm', 'messages.js']") && !worker.contains("issuer")
        );
    }

    #[cfg(has_web)]
    #[test]
    fn a_packed_file_is_unpacked_once_however_many_ask_for_it() {
        let pages = Pages::new();
        let page = pages.find("pkg/hcert_bg.wasm").unwrap();
        assert!(page.octets().len() > page.kept().len());
        assert_eq!(page.octets().as_ptr(), page.octets().as_ptr());
    }

    #[test]
    fn every_word_that_a_page_asks_for_is_there_in_every_language() {
        let known: Vec<String> = text::group("screen-", Lang::En)
            .map(|(word, _)| word.to_owned())
            .collect();
        let scripts = [
            include_str!("web/app.js"),
            include_str!("web/camera.js"),
            include_str!("web/issuer.js"),
            include_str!("web/issuer-card.js"),
            include_str!("web/verdict.js"),
        ];
        let pages = [
            include_str!("web/index.html"),
            include_str!("web/issuer.html"),
        ];
        let after = |texts: &[&'static str], before: &str, end: char| {
            let parts = texts.iter().flat_map(|text| text.split(before).skip(1));
            let words = parts.filter_map(|part| part.split(end).next());
            words.collect::<Vec<&str>>()
        };
        let mut asked = after(&scripts, "words(lang, '", '\'');
        asked.extend(after(&scripts, "words(desk.lang(), '", '\''));
        asked.extend(after(&scripts, "refuse('", '\''));
        asked.extend(after(&pages, "data-words=\"", '"'));
        assert!(asked.len() > 60, "{}", asked.len());
        for key in asked {
            let mut id = String::new();
            for c in key.chars() {
                match c.is_ascii_uppercase() {
                    true => id.extend(['-', c.to_ascii_lowercase()]),
                    false => id.push(c),
                }
            }
            assert!(known.contains(&id), "{key}");
        }
    }

    #[test]
    fn the_issuers_form_offers_every_vaccine_that_a_record_may_have() {
        let script = include_str!("web/issuer.js");
        for product in hcert::norway::product::Product::ALL {
            let facts = product.facts();
            let choice = format!("['{}', '{}']", facts.code, facts.name);
            assert!(script.contains(&choice), "{choice}");
        }
    }

    #[test]
    fn the_policy_that_a_static_page_carries_is_the_one_that_the_service_sends() {
        let page = std::str::from_utf8(include_bytes!("web/index.html")).unwrap();
        let (_, rest) = page
            .split_once("Content-Security-Policy\" content=\"")
            .unwrap();
        let (policy, _) = rest.split_once('"').unwrap();
        // Frames around the page cannot be ruled out from within it.
        assert_eq!(format!("{policy}; frame-ancestors 'none'"), POLICY);
    }
}
