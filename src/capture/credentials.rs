//! Passwords of cameras, from where only the service can read.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use super::CaptureError;
use crate::{runtime::beyond_owner, types::CameraId};

/// Who to log in as at a camera. The password is read whenever the camera is opened, and kept no longer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    pub user: String,
    /// Holds the password; only its owner and group may read it. Where `$CREDENTIALS_DIRECTORY/camera-<id>` is there,
    /// that is read in its place.
    pub password_file: Option<PathBuf>,
}

impl Login {
    /// The password of this camera.
    ///
    /// # Errors
    /// There is none, it cannot be read, or everybody can.
    pub(super) fn password(&self, camera: &CameraId) -> Result<Zeroizing<String>, CaptureError> {
        let directory = env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from);
        self.password_from(camera, directory.as_deref())
    }

    fn password_from(
        &self,
        camera: &CameraId,
        directory: Option<&Path>,
    ) -> Result<Zeroizing<String>, CaptureError> {
        let name = format!("camera-{camera}");
        let credential = directory.map(|directory| directory.join(&name));
        if let Some(path) = credential.filter(|path| path.exists()) {
            return read(&path);
        }
        let Some(path) = &self.password_file else {
            return Err(CaptureError::NoPassword { credential: name });
        };
        let unreadable = |source| CaptureError::Unreadable {
            path: path.clone(),
            source,
        };
        if beyond_owner(path).map_err(unreadable)? & 0o007 != 0 {
            return Err(CaptureError::PasswordOpen(path.clone()));
        }
        read(path)
    }
}

/// The first line; systemd and editors end it differently.
fn read(path: &Path) -> Result<Zeroizing<String>, CaptureError> {
    let text = fs::read_to_string(path).map_err(|source| CaptureError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    let text = Zeroizing::new(text);
    let password = text.lines().next().unwrap_or_default();
    if password.is_empty() {
        return Err(CaptureError::Empty(path.to_owned()));
    }
    Ok(Zeroizing::new(password.to_owned()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn file(dir: &Path, name: &str, mode: u32) -> PathBuf {
        let path = dir.join(name);
        fs::write(&path, "s3same\n").expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("set");
        path
    }

    fn login(password_file: Option<PathBuf>) -> Login {
        Login {
            user: "viewer".to_owned(),
            password_file,
        }
    }

    #[test]
    fn the_password_comes_from_the_credential_of_the_camera_else_from_its_file() {
        let dir = tempfile::tempdir().expect("a folder");
        let camera = CameraId::from("entrance-1");
        let kept = login(Some(file(dir.path(), "kept", 0o640)));
        let read = |login: &Login, directory| login.password_from(&camera, directory);
        assert_eq!(*read(&kept, None).expect("read"), "s3same");
        fs::write(dir.path().join("camera-entrance-1"), "other").expect("written");
        assert_eq!(*read(&kept, Some(dir.path())).expect("read"), "other");
        assert_eq!(
            *read(&login(None), Some(dir.path())).expect("read"),
            "other"
        );
    }

    #[test]
    fn a_file_that_everybody_can_read_is_refused_and_nothing_says_what_is_in_it() {
        let dir = tempfile::tempdir().expect("a folder");
        let open = login(Some(file(dir.path(), "open", 0o644)));
        let camera = CameraId::from("entrance-1");
        let error = open.password_from(&camera, None).expect_err("refused");
        let said = format!("{error} {error:?} {open:?}");
        assert!(
            said.contains("chmod o-rwx") && !said.contains("s3same"),
            "{said}"
        );
        let none = login(None).password_from(&camera, None).expect_err("none");
        assert!(none.to_string().contains("camera-entrance-1"), "{none}");
    }
}
