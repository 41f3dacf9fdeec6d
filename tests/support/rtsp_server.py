#!/usr/bin/python3
"""An RTSP camera for tests: serves a video file in a loop, at its own speed, as H.264 or H.265.

Needs Debian's ffmpeg, python3-gst-1.0 and gir1.2-gst-rtsp-server-1.0 (run it with /usr/bin/python3).
Prints "ready" when it listens, ends on SIGTERM. With --live it heeds lines on standard input (rtsp_feeder.py).
"""
import argparse
import signal
import subprocess
import sys
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

from rtsp_feeder import Feeder, Mood  # noqa: E402

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("file")
parser.add_argument("--port", default="8554", help="TCP port on 127.0.0.1")
parser.add_argument("--path", default="/cam", help="path of the stream")
parser.add_argument("--copy", action="store_true", help="send the file's own packets instead of encoding it again")
parser.add_argument("--h265", action="store_true", help="H.265 instead of H.264")
parser.add_argument("--size", default="640x360", help="size of the encoded pictures")
parser.add_argument("--user", help="ask for this user and --password (digest)")
parser.add_argument("--password", default="")
parser.add_argument("--basic", action="store_true", help="ask for basic authentication instead of digest")
parser.add_argument("--silent-after", type=int, default=0, help="send no more after this many frames, yet stay there")
parser.add_argument("--live", action="store_true", help="add noise, and heed moods told on standard input")
args = parser.parse_args()
mood = Mood(args.size)

kind = "h265" if args.h265 else "h264"
encoder = ["-c:v", "libx265" if args.h265 else "libx264", "-preset", "ultrafast", "-tune", "zerolatency"]
encoder += ["-x265-params", "log-level=error"] if args.h265 else ["-x264-params", "sliced-threads=0"]
encoder += ["-g", "25", "-s", args.size, "-pix_fmt", "yuv420p"]
command = ["ffmpeg", "-v", "error", "-nostdin", "-re", "-stream_loop", "-1", "-i", args.file, "-an"]
command += ["-c", "copy"] if args.copy else encoder
command += ["-frames:v", str(args.silent_after)] if args.silent_after else []
command += ["-f", "hevc" if args.h265 else "h264", "-"]


class Camera(GstRtspServer.RTSPMediaFactory):
    """One media for all clients, fed by an ffmpeg of its own, which ends with it."""

    feeds = []

    def do_create_element(self, _url):
        if args.live:
            feeder = Feeder(args.file, args.size, mood)
            self.feeds = [feeder]
            return self.stream(feeder.output)
        feed = subprocess.Popen(command, stdout=subprocess.PIPE)
        self.feeds = [feed]
        if args.silent_after:
            # `sleep` holds the pipe open, so that a feed that has ended looks like a camera that fell silent.
            silent = "cat; exec sleep 3600"
            feed = subprocess.Popen(["sh", "-c", silent], stdin=feed.stdout, stdout=subprocess.PIPE)
            self.feeds.append(feed)
        return self.stream(feed.stdout.fileno())

    def stream(self, fd):
        return Gst.parse_launch(
            f"( fdsrc fd={fd} do-timestamp=true ! {kind}parse config-interval=1 !"
            f" rtp{kind}pay name=pay0 pt=96 config-interval=1 )"
        )

    def do_configure(self, media):
        media.connect("unprepared", stop, self.feeds)


def stop(_media, feeds):
    for feed in feeds:
        feed.kill()


def heed():
    for line in sys.stdin:
        mood.change(line)


if args.live:
    threading.Thread(target=heed, daemon=True).start()
Gst.init(None)
loop = GLib.MainLoop()
server = GstRtspServer.RTSPServer(address="127.0.0.1", service=args.port)
camera = Camera(shared=True)
if args.user:
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string(GstRtspServer.RTSP_TOKEN_MEDIA_FACTORY_ROLE, "viewer")
    if args.basic:
        auth.add_basic(GstRtspServer.RTSPAuth.make_basic(args.user, args.password), token)
    else:
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.add_digest(args.user, args.password, token)
    server.set_auth(auth)
    role = "viewer, media.factory.access=true, media.factory.construct=true"
    camera.add_role_from_structure(Gst.Structure.from_string(role)[0])
server.get_mount_points().add_factory(args.path, camera)
server.attach(None)
GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, signal.SIGTERM, loop.quit)
print("ready", flush=True)
loop.run()
stop(None, camera.feeds)
