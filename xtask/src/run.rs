//! `cargo xtask run`: from a checkout to a served demo city.

use std::fs;
use std::os::unix::process::CommandExt;
use std::process::Command;

use crate::assets;
use crate::workspace::{Outcome, Workspace, run};

/// What the server binary is asked: the data folder and the port follow.
const SERVE_DEMO: [&str; 2] = ["serve", "--demo"];
const PORT_BY_DEFAULT: u16 = 8080;

struct Wish {
    port: u16,
    fresh: bool,
}

/// Builds assets and server, then becomes the server, so that Ctrl-C reaches it and nothing stands between.
pub fn serve_demo(workspace: &Workspace, args: &[&str]) -> Outcome<()> {
    let wish = read_wish(args)?;
    assets::build(workspace)?;
    run(&mut workspace.cargo(&["build", "--package", "server", "--bin", "doorstep"]))?;
    let data = workspace.root.join("data");
    if wish.fresh && data.exists() {
        fs::remove_dir_all(&data).map_err(|error| format!("cannot forget {}: {error}", data.display()))?;
    }
    let mut server = Command::new(workspace.server_binary());
    server.args(SERVE_DEMO).arg("--data").arg(&data).arg("--port").arg(wish.port.to_string());
    Err(format!("cannot start the server: {}", server.current_dir(&workspace.root).exec()))
}

fn read_wish(args: &[&str]) -> Outcome<Wish> {
    let mut wish = Wish { port: PORT_BY_DEFAULT, fresh: false };
    let mut words = args.iter();
    while let Some(word) = words.next() {
        match *word {
            "--fresh" => wish.fresh = true,
            "--port" => {
                let port = words.next().and_then(|text| text.parse().ok());
                wish.port = port.ok_or("--port wants a number from 0 to 65535")?;
            }
            unknown => return Err(format!("`run` knows --port P and --fresh, not `{unknown}`")),
        }
    }
    Ok(wish)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes() {
        let wish = read_wish(&["--port", "9000", "--fresh"]).unwrap();
        assert!(wish.fresh && wish.port == 9000);
        assert!(read_wish(&[]).is_ok_and(|wish| wish.port == PORT_BY_DEFAULT && !wish.fresh));
        for bad in [&["--port"][..], &["--port", "70000"], &["--port", "-1"], &["fresh"]] {
            assert!(read_wish(bad).is_err(), "{bad:?}");
        }
    }
}
