//! The list of imports that a module may have: what it can reach of the outside.

/// Entries of module and name; `*` as a name stands for every name, and as module and name for everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AllowedImports<'a> {
    entries: &'a [u8],
}

/// The bytes are not exactly one canonical list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AllowedImportsError;

/// Most entries of a list.
const MOST: u32 = 10_000;
const ANY: &[u8] = b"*";

impl<'a> AllowedImports<'a> {
    /// Layout: u32 count, then for each entry u32 length and bytes of the module, and of the name; entries strictly
    /// rising.
    ///
    /// # Errors
    /// If the bytes are anything else, or a module `*` stands beside another name than `*`.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, AllowedImportsError> {
        let (count, entries) = number(bytes).ok_or(AllowedImportsError)?;
        if count > MOST {
            return Err(AllowedImportsError);
        }
        let list = Self { entries };
        let (mut rest, mut last) = (entries, None);
        for _ in 0..count {
            let (entry, after) = entry(rest).ok_or(AllowedImportsError)?;
            if last.is_some_and(|l| l >= entry) || (entry.0 == ANY && entry.1 != ANY) {
                return Err(AllowedImportsError);
            }
            (rest, last) = (after, Some(entry));
        }
        if rest.is_empty() {
            Ok(list)
        } else {
            Err(AllowedImportsError)
        }
    }

    /// Whether a module may import this.
    pub fn allows(&self, module: &str, name: &str) -> bool {
        let mut rest = self.entries;
        while let Some((entry, after)) = entry(rest) {
            let any = entry.0 == ANY;
            if any || (entry.0 == module.as_bytes() && (entry.1 == ANY || entry.1 == name.as_bytes())) {
                return true;
            }
            rest = after;
        }
        false
    }
}

type Entry<'a> = (&'a [u8], &'a [u8]);

fn entry(bytes: &[u8]) -> Option<(Entry<'_>, &[u8])> {
    let (module, rest) = text(bytes)?;
    let (name, rest) = text(rest)?;
    Some(((module, name), rest))
}

fn text(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = number(bytes)?;
    rest.split_at_checked(usize::try_from(length).ok()?)
}

fn number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (head, rest) = bytes.split_first_chunk::<4>()?;
    Some((u32::from_le_bytes(*head), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(entries: &[(&str, &str)]) -> Vec<u8> {
        let mut out = u32::try_from(entries.len()).unwrap().to_le_bytes().to_vec();
        for text in entries.iter().flat_map(|(m, n)| [m, n]) {
            out.extend_from_slice(&u32::try_from(text.len()).unwrap().to_le_bytes());
            out.extend_from_slice(text.as_bytes());
        }
        out
    }

    #[test]
    fn what_is_listed_is_allowed() {
        let bytes = list(&[("a", "x"), ("b", "*")]);
        let allowed = AllowedImports::decode(&bytes).unwrap();
        for (module, name, expected) in
            [("a", "x", true), ("a", "y", false), ("b", "y", true), ("c", "x", false), ("", "", false)]
        {
            assert_eq!(allowed.allows(module, name), expected, "{module} {name}");
        }
        assert!(AllowedImports::decode(&list(&[("*", "*")])).unwrap().allows("any", "thing"));
        assert!(!AllowedImports::decode(&list(&[])).unwrap().allows("a", "x"));
    }

    #[test]
    fn only_the_canonical_form_is_taken() {
        for bad in [
            list(&[("b", "x"), ("a", "x")]),
            list(&[("a", "x"), ("a", "x")]),
            list(&[("*", "x")]),
            [list(&[("a", "x")]), vec![0]].concat(),
            10_001u32.to_le_bytes().to_vec(),
            vec![],
        ] {
            assert_eq!(AllowedImports::decode(&bad), Err(AllowedImportsError));
        }
        let whole = list(&[("a", "x"), ("bc", "*")]);
        for length in 0..whole.len() {
            assert!(AllowedImports::decode(&whole[..length]).is_err(), "{length}");
        }
    }

    #[test]
    fn typescript_writes_the_good_lists_and_none_of_the_bad_ones() {
        let text = include_str!("../../journal/tests/vectors.json");
        let vectors: serde_json::Value = serde_json::from_str(text).unwrap();
        for (kind, good) in [("good", true), ("bad", false)] {
            for vector in vectors["importLists"][kind].as_array().unwrap() {
                let bytes = hex::decode(vector["hex"].as_str().unwrap()).unwrap();
                assert_eq!(AllowedImports::decode(&bytes).is_ok(), good, "{}", vector["name"]);
            }
        }
    }
}
