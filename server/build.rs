//! Puts the files of the website's chat into the program, as far as they were made: `npm run build`
//! writes them to `web/widget/dist`. Without them everything else is built all the same.

use std::{
    env,
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

fn main() -> io::Result<()> {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/widget/dist");
    // It has to be there for Cargo to see when something is written to it.
    fs::create_dir_all(&dist)?;
    println!("cargo::rerun-if-changed={}", dist.display());
    let mut files = Vec::new();
    visit(&dist, &mut files)?;
    files.sort();
    let mut list = String::from("&[\n");
    for file in files {
        let name = file.strip_prefix(&dist).map_err(io::Error::other)?;
        let (name, path) = (name.display().to_string(), fs::canonicalize(&file)?);
        let path = path.display().to_string();
        writeln!(list, "({name:?}, include_bytes!({path:?})),").map_err(io::Error::other)?;
    }
    list += "]";
    let out = env::var_os("OUT_DIR").map(PathBuf::from).ok_or(io::ErrorKind::NotFound)?;
    fs::write(out.join("widget_files.rs"), list)
}

fn visit(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            visit(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
