package dev.sluice.log;

import dev.sluice.model.Frame;

/** Frames in a row that grows at one end and is let go of at the other. Has no guard: its log has. */
final class FrameRing {
    private Frame[] frames = new Frame[8];
    private int head;
    private int size;

    int size() {
        return size;
    }

    /** @param index 0 is the oldest */
    Frame at(int index) {
        return frames[(head + index) & (frames.length - 1)];
    }

    void add(Frame frame) {
        if (size == frames.length) grow();
        frames[(head + size) & (frames.length - 1)] = frame;
        size++;
    }

    Frame removeOldest() {
        Frame oldest = frames[head];
        frames[head] = null;
        head = (head + 1) & (frames.length - 1);
        size--;
        return oldest;
    }

    private void grow() {
        Frame[] next = new Frame[frames.length * 2];
        for (int i = 0; i < size; i++) next[i] = at(i);
        frames = next;
        head = 0;
    }
}
