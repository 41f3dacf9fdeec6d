#!/usr/bin/python3
"""So many RTSP cameras on this machine, each a loop of one clip from another moment on, at 25 frames a second.

With a second clip each has a sub-stream of that, too, which shows the same at the same time. Needs what tests/support/rtsp_server.py needs. Prints
"ready" when it listens, ends on SIGTERM.

Each camera has a time of its own that begins with this program; whoever opens a stream gets it from the next whole picture on. Frames are sent
when their time comes and say when that was, so neither the pace nor a loop's beginning depends on what the file says, nor on how busy the machine is.
"""
import signal
import sys
import threading
import time

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstApp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstApp, GstRtspServer  # noqa: E402, F401

FPS = 25
CAPS = "video/x-h264,stream-format=byte-stream,alignment=au"
# From camera to camera: of the clip, and of a frame's time, so that not all send at once.
APART_S = 0.7


def frames(clip):
    """The clip's frames as they are sent, and whether each is a whole picture."""
    reader = Gst.parse_launch(
        f'filesrc location="{clip}" ! qtdemux ! h264parse config-interval=-1 ! {CAPS} ! appsink name=out sync=false'
    )
    reader.set_state(Gst.State.PLAYING)
    out, found = reader.get_by_name("out"), []
    while sample := out.emit("pull-sample"):
        buffer = sample.get_buffer()
        data = buffer.extract_dup(0, buffer.get_size())
        found.append((data, not buffer.has_flags(Gst.BufferFlags.DELTA_UNIT)))
    reader.set_state(Gst.State.NULL)
    if not found:
        sys.exit(f"cameras: no H.264 in {clip}")
    return found


class Feed:
    """One open stream: its frames in the order of the camera's time."""

    def __init__(self, source, frames, begin):
        self.source, self.frames, self.begin = source, frames, begin
        # The next frame, by the camera's time, and what the stream's time was at the first one.
        self.next, self.first, self.origin = None, None, 0

    def due(self, now):
        """Sends what is due; gives when there is more to do, or nothing where the stream is closed."""
        at = now * FPS + self.begin
        if self.next is None:
            self.next = int(at) + 1
        while self.next <= at:
            data, whole = self.frames[self.next % len(self.frames)]
            if self.first is None and whole:
                self.first, self.origin = self.next, self.source.get_current_running_time()
            if self.first is not None and not self.send(data):
                return None
            self.next += 1
        return (self.next - self.begin) / FPS

    def send(self, data):
        buffer = Gst.Buffer.new_wrapped(data)
        buffer.pts = self.origin + (self.next - self.first) * Gst.SECOND // FPS
        buffer.dts = buffer.pts
        buffer.duration = Gst.SECOND // FPS
        return self.source.emit("push-buffer", buffer) == Gst.FlowReturn.OK


class Pace(threading.Thread):
    """Serves all feeds when their time comes."""

    def __init__(self):
        super().__init__(daemon=True)
        self.feeds, self.lock = [], threading.Lock()

    def add(self, feed):
        with self.lock:
            self.feeds.append(feed)

    def run(self):
        begin = time.monotonic()
        while True:
            with self.lock:
                feeds = list(self.feeds)
            # A stream that is opened meanwhile waits for this long.
            wake, closed = time.monotonic() - begin + 0.02, []
            for feed in feeds:
                following = feed.due(time.monotonic() - begin)
                if following is None:
                    closed.append(feed)
                else:
                    wake = min(wake, following)
            with self.lock:
                self.feeds = [feed for feed in self.feeds if feed not in closed]
            time.sleep(max(0.0, wake - (time.monotonic() - begin)))


class Camera(GstRtspServer.RTSPMediaFactory):
    def __init__(self, frames, begin, pace):
        super().__init__()
        self.frames, self.begin, self.pace = frames, begin, pace
        self.set_shared(True)
        self.set_launch(
            f"( appsrc name=frames is-live=true format=time max-bytes=0 caps={CAPS} ! rtph264pay name=pay0 pt=96 config-interval=-1 )"
        )
        self.connect("media-configure", self.opened)

    def opened(self, _factory, media):
        source = media.get_element().get_by_name("frames")
        self.pace.add(Feed(source, self.frames, self.begin))


Gst.init(None)
clip, port, cameras, small = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:]
loop = GLib.MainLoop()
server = GstRtspServer.RTSPServer(address="127.0.0.1", service=port)
pace = Pace()
for path, stream in zip(["cam", "sub"], [clip, *small]):
    sent = frames(stream)
    for number in range(cameras):
        begin = number * APART_S * FPS + number / cameras
        server.get_mount_points().add_factory(f"/{path}{number}", Camera(sent, begin, pace))
server.attach(None)
pace.start()
GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, signal.SIGTERM, loop.quit)
print("ready", flush=True)
loop.run()
