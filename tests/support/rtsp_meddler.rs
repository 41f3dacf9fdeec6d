//! Stands between a camera and who looks through it, and meddles with the camera's clock.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
};

use showfloor::runtime::spawn;

/// What becomes of the camera's time.
#[derive(Clone, Copy, Debug)]
struct Warp {
    /// Seconds of the stream per second of the camera.
    speed: f64,
    /// A jump that is still to be made, in seconds.
    jump: f64,
}

/// A proxy for RTSP over TCP.
pub(crate) struct Meddler {
    port: u16,
    warp: Arc<Mutex<Warp>>,
}

impl Meddler {
    /// Meddles with the camera at this port.
    pub(crate) fn start(camera: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("bound").port();
        let warp = Arc::new(Mutex::new(Warp {
            speed: 1.0,
            jump: 0.0,
        }));
        let shared = warp.clone();
        spawn("meddler", move || {
            for client in listener.incoming().flatten() {
                let warp = shared.clone();
                let server = TcpStream::connect(("127.0.0.1", camera)).expect("the camera listens");
                let mut from = client.try_clone().expect("a socket");
                let mut to = server.try_clone().expect("a socket");
                spawn("asks", move || {
                    let _ = io::copy(&mut from, &mut to);
                    let _ = to.shutdown(std::net::Shutdown::Both);
                })
                .expect("a thread");
                spawn("answers", move || {
                    let _ = pass(server, client, &warp);
                })
                .expect("a thread");
            }
        })
        .expect("a thread");
        Self { port, warp }
    }

    pub(crate) fn address(&self) -> String {
        format!("rtsp://127.0.0.1:{}/cam", self.port)
    }

    /// From now on the stream's time runs so many times as fast.
    pub(crate) fn speed(&self, speed: f64) {
        self.warp.lock().expect("not poisoned").speed = speed;
    }

    /// The stream's time jumps by so many seconds, once.
    pub(crate) fn jump(&self, seconds: f64) {
        self.warp.lock().expect("not poisoned").jump = seconds;
    }
}

/// Passes on answers as they are, and packets of pictures with another time.
fn pass(server: TcpStream, mut client: TcpStream, warp: &Mutex<Warp>) -> io::Result<()> {
    let mut server = BufReader::new(server);
    let mut times: Option<(u32, f64)> = None;
    loop {
        let Some(first) = server.fill_buf()?.first().copied() else {
            return Ok(());
        };
        if first != b'$' {
            pass_answer(&mut server, &mut client)?;
            continue;
        }
        let mut head = [0; 4];
        server.read_exact(&mut head)?;
        let mut packet = vec![0; usize::from(u16::from_be_bytes([head[2], head[3]]))];
        server.read_exact(&mut packet)?;
        if head[1] == 0 && packet.len() > 8 {
            let time = u32::from_be_bytes([packet[4], packet[5], packet[6], packet[7]]);
            let mut warp = warp.lock().expect("not poisoned");
            let (last, told) = times.unwrap_or((time, f64::from(time)));
            let step = f64::from(time.wrapping_sub(last).cast_signed());
            let told = told + step * warp.speed + std::mem::take(&mut warp.jump) * 90_000.0;
            times = Some((time, told));
            let told = told.rem_euclid(2f64.powi(32)) as u32;
            packet[4..8].copy_from_slice(&told.to_be_bytes());
        }
        client.write_all(&head)?;
        client.write_all(&packet)?;
    }
}

fn pass_answer(server: &mut impl BufRead, client: &mut TcpStream) -> io::Result<()> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        server.read_line(&mut line)?;
        client.write_all(line.as_bytes())?;
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    server.read_exact(&mut body)?;
    client.write_all(&body)
}
