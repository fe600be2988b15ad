//! `hcert completions` and `hcert man`: made from the same table of words as the parser.

use crate::exit::ExitStatus;
use crate::output;
use clap::Command;
use clap_mangen::Man;
use hcert_host::atomic_file;
use hcert_host::error::{Failure, Result};
use std::io;
use std::path::{Path, PathBuf};

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

/// Write the man pages into a folder
#[derive(Debug, clap::Args)]
pub(super) struct ManArgs {
    /// The folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(super) fn completions(args: &CompletionsArgs, mut command: Command) -> Result<ExitStatus> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "hcert", &mut script);
    output::data(&script)?;
    Ok(ExitStatus::Done)
}

pub(super) fn man(args: &ManArgs, command: Command) -> Result<ExitStatus> {
    atomic_file::folder(&args.folder)?;
    let mut command = command.disable_help_subcommand(true);
    command.build();
    pages(&args.folder, &command)?;
    Ok(ExitStatus::Done)
}

/// The page of a command, and those of the commands below it.
fn pages(folder: &Path, command: &Command) -> Result<()> {
    for below in command.get_subcommands().filter(|one| !one.is_hide_set()) {
        pages(folder, below)?;
    }
    let man = Man::new(command.clone());
    let path = folder.join(man.get_filename());
    let page = page(&man, command).map_err(|error| Failure::io(&path, &error))?;
    atomic_file::file(&path, &page)
}

/// One page: what the library writes, but for the synopsis, which it makes of the names of all options, and for what
/// stands behind the help, which is examples and explanations.
fn page(man: &Man, command: &Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    let usage = command.clone().render_usage().to_string();
    section(&mut page, "SYNOPSIS");
    verbatim(&mut page, usage.trim_start_matches("Usage:").lines());
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    let after = command.get_after_help().map(ToString::to_string);
    let after = after.unwrap_or_default();
    let (examples, more) = split(&after);
    if !examples.is_empty() {
        section(&mut page, "EXAMPLES");
        verbatim(&mut page, examples.into_iter());
    }
    if !more.is_empty() {
        section(&mut page, "NOTES");
        for paragraph in more.split("\n\n") {
            page.extend_from_slice(b".PP\n");
            let (shown, said): (Vec<&str>, Vec<&str>) =
                paragraph.lines().partition(|line| line.starts_with("  "));
            said.iter().for_each(|line| roff(&mut page, line));
            if !shown.is_empty() {
                verbatim(&mut page, shown.into_iter());
            }
        }
    }
    man.render_version_section(&mut page)?;
    Ok(page)
}

/// The examples of a help text, and what else stands behind it.
fn split(after: &str) -> (Vec<&str>, &str) {
    let Some(rest) = after.strip_prefix("Examples:\n") else {
        return (Vec::new(), after);
    };
    let (examples, more) = rest.split_once("\n\n").unwrap_or((rest, ""));
    (examples.lines().collect(), more)
}

fn section(page: &mut Vec<u8>, name: &str) {
    page.extend_from_slice(format!(".SH {name}\n").as_bytes());
}

/// Lines that stay lines.
fn verbatim<'a>(page: &mut Vec<u8>, lines: impl Iterator<Item = &'a str>) {
    page.extend_from_slice(b".nf\n");
    lines.for_each(|line| roff(page, line.strip_prefix("  ").unwrap_or(line.trim_start())));
    page.extend_from_slice(b".fi\n");
}

/// A line of text, in which nothing is a request.
fn roff(page: &mut Vec<u8>, line: &str) {
    let line = line.replace('\\', "\\e").replace('-', "\\-");
    if line.starts_with(['.', '\'']) {
        page.extend_from_slice(b"\\&");
    }
    page.extend_from_slice(line.as_bytes());
    page.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Cli;
    use clap::CommandFactory as _;
    use std::collections::BTreeSet;

    /// The files of `deploy`, each without the ends of lines within a command.
    fn deployed() -> Vec<(String, String)> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy");
        let entries = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap());
        let read = |entry: std::fs::DirEntry| {
            let text = std::fs::read_to_string(entry.path()).unwrap();
            let name = entry.file_name().into_string().unwrap();
            (name, text.replace("\\\n", " "))
        };
        entries.map(read).collect()
    }

    /// The words of a line, whatever the file's own marks around them are.
    fn words(line: &str) -> Vec<&str> {
        let words = line.split(|c: char| c.is_whitespace() || "\"`[](),;".contains(c));
        words
            .map(|word| word.trim_end_matches(['.', ':']))
            .filter(|word| !word.is_empty())
            .collect()
    }

    /// What is wrong with the words behind the program's name: a command or an option that it does not have.
    fn wrong(program: &Command, words: &[&str]) -> Option<String> {
        let mut command = program;
        let mut words = words.iter().peekable();
        while let Some(below) = words.peek().and_then(|word| command.find_subcommand(word)) {
            command = below;
            words.next();
        }
        let named = command.get_name();
        if let Some(word) = words.peek().filter(|_| command.has_subcommands()) {
            return Some(format!("{named} has no command {word}"));
        }
        let known: BTreeSet<String> = command
            .get_arguments()
            .chain(program.get_arguments())
            .filter_map(|argument| Some(format!("--{}", argument.get_long()?)))
            .collect();
        let mut options = words.filter_map(|word| word.split('=').next());
        let unknown = options.find(|word| word.starts_with("--") && !known.contains(*word));
        unknown.map(|option| format!("{named} has no {option}"))
    }

    #[test]
    fn files_for_operators_name_commands_and_options_that_exist() {
        let program = Cli::command();
        let serve = program.find_subcommand("serve").unwrap();
        let options: BTreeSet<String> = serve
            .get_arguments()
            .filter_map(|argument| Some(format!("--{}", argument.get_long()?)))
            .collect();
        let (mut commands, mut alone) = (0, 0);
        for (file, text) in deployed() {
            for line in text.lines() {
                let words = words(line);
                let is_program = |word: &&str| *word == "hcert" || word.ends_with("/bin/hcert");
                let of_others = ["podman", "cargo", "--read-only", "COPY", "systemctl", "cp"]
                    .iter()
                    .any(|other| words.contains(other));
                if of_others {
                    continue;
                }
                let mut pieces = words.split(|word| is_program(word)).peekable();
                // In front of the program's name, or on a line without it, options are the service's.
                let before = pieces.next().unwrap_or_default();
                for word in before.iter().filter(|word| word.starts_with("--")) {
                    assert!(
                        options.contains(*word),
                        "{file}: serve has no {word}: {line}"
                    );
                    alone += 1;
                }
                for piece in pieces.filter(|piece| !piece.is_empty()) {
                    let is_command = program.find_subcommand(piece[0]).is_some();
                    // The name of the image, or of the service in a sentence.
                    let is_sentence = line.starts_with('#') && !is_command && !line.contains('`');
                    if is_sentence {
                        continue;
                    }
                    let told = wrong(&program, piece);
                    assert!(told.is_none(), "{file}: {}: {line}", told.unwrap());
                    commands += 1;
                }
            }
        }
        assert!(commands >= 4 && alone >= 3, "{commands} {alone}");
        for (line, expected) in [
            ("hcert trust import --url", Some("import has no --url")),
            ("hcert serve --lsten", Some("serve has no --lsten")),
            (
                "hcert revocation made",
                Some("revocation has no command made"),
            ),
            ("hcert serve --lang nb --listen=0.0.0.0:1", None),
        ] {
            let told = wrong(&program, &words(line)[1..]);
            assert_eq!(told.as_deref(), expected, "{line}");
        }
    }

    #[test]
    fn completions_offer_the_languages() {
        use clap_complete::Shell;
        use hcert::text::Lang;
        for (shell, option) in [
            (Shell::Bash, "--lang)"),
            (Shell::Zsh, "'--lang=["),
            (Shell::Fish, "-l lang "),
        ] {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "hcert", &mut script);
            let script = String::from_utf8(script).unwrap();
            // In front of every command and behind it.
            let places: Vec<&str> = script.split(option).skip(1).collect();
            assert!(places.len() > 10, "{shell}: {}", places.len());
            for place in places {
                let mut offered = place.lines().take(6).flat_map(|line| {
                    line.split(|c: char| !c.is_ascii_alphanumeric())
                        .map(str::to_owned)
                });
                for lang in Lang::ALL {
                    let code = lang.code();
                    assert!(
                        offered.any(|word| word.contains(code)),
                        "{shell} {code}: {place}"
                    );
                }
            }
            assert!(!script.contains(Lang::Pseudo.code()), "{shell}");
        }
    }

    #[test]
    fn a_man_page_shows_how_a_command_is_called_and_its_examples_as_the_help_does() {
        let mut program = Cli::command().disable_help_subcommand(true);
        program.build();
        let verify = program.find_subcommand("verify").unwrap();
        let page = page(&Man::new(verify.clone()), verify).unwrap();
        let page = String::from_utf8(page)
            .unwrap()
            .replace("\\-", "-")
            .replace("\\e", "\\");
        let synopsis = ".SH SYNOPSIS\n.nf\nhcert verify [OPTIONS] ";
        assert!(page.contains(synopsis), "{page}");
        let after = verify.get_after_help().unwrap().to_string();
        let (examples, more) = split(&after);
        assert!(examples.len() > 2 && !more.is_empty());
        let (_, shown) = page.split_once(".SH EXAMPLES\n.nf\n").unwrap();
        let (shown, _) = shown.split_once(".fi\n").unwrap();
        let wanted: Vec<&str> = examples.iter().map(|line| line.trim_start()).collect();
        let shown: Vec<&str> = shown.lines().map(str::trim_start).collect();
        assert_eq!(shown, wanted);
    }
}
