use std::io::{BufRead, Error, Read};

/// One line of input.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// Without its end.
    Whole(Vec<u8>),
    /// Longer than is taken; passed over to its end.
    TooLong,
}

/// The next line, of at most `most` bytes; `None` at the end of the input. Never holds more than that in memory.
pub(crate) fn next_line(input: &mut impl BufRead, most: usize) -> Result<Option<Line>, Error> {
    let mut line = Vec::new();
    input.take(most as u64 + 1).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    if line.pop_if(|last| *last == b'\n').is_some() || line.len() <= most {
        return Ok(Some(Line::Whole(line)));
    }
    drop(line);
    loop {
        let buffer = input.fill_buf()?;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let (passed, last) = end.map_or((buffer.len(), buffer.is_empty()), |at| (at + 1, true));
        input.consume(passed);
        if last {
            return Ok(Some(Line::TooLong));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(mut input: &[u8], most: usize) -> Vec<Line> {
        std::iter::from_fn(|| next_line(&mut input, most).expect("memory can be read")).collect()
    }

    #[test]
    fn lines_end_with_a_newline_or_with_the_input() {
        let whole = |text: &str| Line::Whole(text.into());
        assert_eq!(lines(b"", 4), []);
        assert_eq!(lines(b"a\n\nbcde\nf", 4), [whole("a"), whole(""), whole("bcde"), whole("f")]);
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over() {
        assert_eq!(lines(b"abcde\nf\n", 4), [Line::TooLong, Line::Whole(b"f".to_vec())]);
        assert_eq!(lines(b"abcde", 4), [Line::TooLong]);
        assert_eq!(lines(&[b'a'; 100_000], 4), [Line::TooLong]);
    }
}
