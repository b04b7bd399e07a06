//! The command line: `couture`, on a laptop.

use std::process::ExitCode;

fn main() -> ExitCode {
    couture::local::commands::main()
}
