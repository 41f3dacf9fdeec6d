"""What a user would write instead: OpenCV's face detector, MobileFaceNet through its DNN module, numpy for the search, one thread.

peer.py CLIP FACE_MODEL SIGNATURE_MODEL EVERY: decodes every frame, analyses each EVERY-th, and prints what it did as JSON. It follows
nobody and tells nothing: no people without faces, tracks, visits or alerts.
"""

import json
import sys

import cv2
import numpy as np

# Where the eyes, nose and corners of the mouth of an aligned face are, in its 112 by 112 pixels.
TEMPLATE = np.array(
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]], np.float32
)
MEAN = np.array([123.675, 116.28, 103.53], np.float32)
STD = np.array([58.395, 57.12, 57.375], np.float32)
GALLERY = 10_000
SIZE = (640, 360)


def main():
    clip, face, signature, every = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    cv2.setNumThreads(1)
    capture = cv2.VideoCapture(clip, cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, 1])
    detector = cv2.FaceDetectorYN.create(face, "", SIZE, 0.6)
    network = cv2.dnn.readNetFromONNX(signature)
    gallery = unit(np.random.default_rng(1).standard_normal((GALLERY, 128), dtype=np.float32))
    frames = analysed = faces = known = 0
    while capture.grab():
        frames += 1
        if frames % every:
            continue
        _, frame = capture.retrieve()
        analysed += 1
        scale = frame.shape[1] / SIZE[0]
        _, found = detector.detect(cv2.resize(frame, SIZE, interpolation=cv2.INTER_AREA))
        for row in found if found is not None else []:
            vector = embed(network, frame, row[4:14].reshape(5, 2) * scale)
            faces += 1
            known += int((gallery @ vector).max() > 0.5)
    print(json.dumps({"frames": frames, "analysed": analysed, "faces": faces, "known": known}))


def embed(network, frame, landmarks):
    turn, _ = cv2.estimateAffinePartial2D(landmarks.astype(np.float32), TEMPLATE, method=cv2.LMEDS)
    crop = cv2.cvtColor(cv2.warpAffine(frame, turn, (112, 112)), cv2.COLOR_BGR2RGB)
    network.setInput(((crop.astype(np.float32) - MEAN) / STD).transpose(2, 0, 1)[None])
    return unit(network.forward())[0]


def unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


if __name__ == "__main__":
    main()
