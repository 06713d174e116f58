//! What an image is asked: the pieces of its input, and limits as a command line has them.

use zkcwasm_journal::{encode_limits, LimitId};

/// Limits with their values, in order of their numbers.
pub type Limits = Vec<(LimitId, u64)>;

/// The input for a module: a context of zeros with these limits, a list that allows every import, the module.
pub fn pieces(limits: &[(LimitId, u64)], wasm: &[u8]) -> [Vec<u8>; 3] {
    let mut imports = 1u32.to_le_bytes().to_vec();
    for _ in 0..2 {
        imports.extend_from_slice(&1u32.to_le_bytes());
        imports.push(b'*');
    }
    [[vec![0; 32], encode_limits(limits)].concat(), imports, wasm.to_vec()]
}

/// `--limit NAME=VALUE` among pairs of an option and its value, and the pairs that are left.
///
/// Fails where a limit is out of form, unknown or there twice.
pub fn take_limits(options: &[String]) -> Result<(Limits, Vec<&[String]>), String> {
    let (mut limits, mut rest) = (Limits::new(), Vec::new());
    for option in options.chunks(2) {
        let [name, value] = option else { return Err(format!("{} has no value", option[0])) };
        if name != "--limit" {
            rest.push(option);
            continue;
        }
        let parsed = value.split_once('=').and_then(|(name, value)| {
            let id = LimitId::ALL.iter().find(|id| id.name() == name)?;
            Some((*id, value.parse().ok()?))
        });
        limits.push(parsed.ok_or_else(|| format!("{value} is not NAME=VALUE of a limit"))?);
    }
    limits.sort_unstable();
    if limits.windows(2).any(|two| two[0].0 == two[1].0) {
        return Err("a limit is there twice".into());
    }
    Ok((limits, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(options: &[&str]) -> Result<(Limits, usize), String> {
        let options: Vec<String> = options.iter().map(ToString::to_string).collect();
        take_limits(&options).map(|(limits, rest)| (limits, rest.len()))
    }

    #[test]
    fn limits_are_taken_in_the_order_of_their_numbers() {
        let [first, second, ..] = LimitId::ALL else { panic!("there are two limits at least") };
        let [one, two] = [format!("{}=1", first.name()), format!("{}=2", second.name())];
        let found = taken(&["--limit", &two, "--other", "x", "--limit", &one]);
        assert_eq!(found, Ok((vec![(*first, 1), (*second, 2)], 1)));
    }

    #[test]
    fn what_is_out_of_form_is_refused() {
        let name = LimitId::ALL[0].name();
        let twice = format!("{name}=1");
        assert!(taken(&["--limit", &twice, "--limit", &twice]).is_err());
        for wrong in
            [name.to_string(), format!("{name}=-1"), format!("{name}=18446744073709551616"), "x=1".into()]
        {
            assert!(taken(&["--limit", &wrong]).is_err(), "{wrong}");
        }
        assert!(taken(&["--limit"]).is_err());
    }
}
