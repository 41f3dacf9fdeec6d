//! Where pictures come from.

use std::{fmt, path::PathBuf};

use super::RtspUrl;

/// Where pictures come from. Neither `Display` nor `Debug` shows a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A network camera, H.264 or H.265.
    Rtsp(RtspUrl),
    /// A video file.
    File(PathBuf),
    /// A V4L2 device: a camera at this machine.
    Device(PathBuf),
    /// A folder of images, taken in the order of their names.
    Folder(PathBuf),
    /// Pictures that the program makes up itself; only an [`Opener`](super::Opener) of its own can give them.
    Painted,
}

/// Why a text names no source. No variant quotes the text, which may hold a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    #[error(
        "the camera's address is empty\nhint: rtsp://user:password@host/path, /dev/video0, a video file, or a folder of images"
    )]
    Nothing,
    #[error("addresses of kind `{0}://` are not supported\nhint: use the camera's rtsp:// address")]
    Scheme(String),
    #[error("the address has no valid host and port\nhint: rtsp://user:password@host:554/path")]
    Host,
    #[error(
        "the user or password in the address cannot be read\nhint: write / as %2F, ? as %3F, # as %23, @ as %40 and % as %25 there"
    )]
    Login,
}

impl Source {
    /// Reads `rtsp://user:password@host:554/path`, `/dev/video0`, `clips/a.mp4`, or `frames/` (a folder ends with a
    /// slash, or is there already).
    ///
    /// # Errors
    /// The text names no source that is supported. Whether the source is there is for [`probe`](super::probe).
    pub fn parse(text: &str) -> Result<Self, SourceError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(SourceError::Nothing);
        }
        if let Some((scheme, rest)) = text.split_once("://")
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        {
            if scheme.eq_ignore_ascii_case("rtsp") {
                return RtspUrl::parse(rest).map(Self::Rtsp);
            }
            return Err(SourceError::Scheme(scheme.to_owned()));
        }
        let path = PathBuf::from(text);
        Ok(if path.starts_with("/dev") {
            Self::Device(path)
        } else if text.ends_with('/') || path.is_dir() {
            Self::Folder(path)
        } else {
            Self::File(path)
        })
    }

    /// Whether frames come when they happen (a camera), not when they are asked for (a recording).
    pub fn is_live(&self) -> bool {
        matches!(self, Self::Rtsp(_) | Self::Device(_))
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rtsp(url) => url.fmt(f),
            Self::File(path) | Self::Device(path) | Self::Folder(path) => path.display().fmt(f),
            Self::Painted => f.write_str("painted pictures"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_source_is_told_by_its_spelling() {
        let path = PathBuf::from;
        assert_eq!(
            Source::parse("/dev/video0"),
            Ok(Source::Device(path("/dev/video0")))
        );
        assert_eq!(
            Source::parse("clips/a.mp4"),
            Ok(Source::File(path("clips/a.mp4")))
        );
        assert_eq!(
            Source::parse("frames/"),
            Ok(Source::Folder(path("frames/")))
        );
        assert_eq!(Source::parse("src"), Ok(Source::Folder(path("src"))));
        assert!(matches!(
            Source::parse("RTSP://u:pw@cam/1"),
            Ok(Source::Rtsp(_))
        ));
    }

    #[test]
    fn no_error_quotes_what_may_be_a_password() {
        for text in [
            "http://u:xyzzy@h/",
            "rtsp://u:xyz/zy@h/",
            "rtsp://u:xyzzy@h:x/",
            "rtsp://u:xyzzy@/",
        ] {
            let error = Source::parse(text).expect_err("unusable").to_string();
            assert!(!error.contains("xyz") && error.contains("hint:"), "{error}");
        }
    }
}
