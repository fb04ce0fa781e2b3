package dev.sluice.hub.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dialect.OpenAiFold;
import dev.sluice.hub.Answer;
import dev.sluice.log.StreamLog;
import dev.sluice.model.Frame;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamEvent.Failed;
import dev.sluice.model.StreamEvent.Terminal;
import dev.sluice.model.Transcript;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** A reader that goes from node to node with its cursor, and checks each thing that it is given against what the owner said. */
final class HandReader {
    final HandAnswer truth;
    HandWorld.Node at;
    Answer answer;
    private long seq;
    Terminal end;

    HandReader(HandAnswer truth) {
        this.truth = truth;
    }

    /** Takes what is there. */
    void read() {
        if (answer == null || end != null) return;
        StreamLog log = answer.log();
        if (log.tail() <= seq) return;
        if (log.first() > seq + 1) {
            Transcript said = log.transcript();
            if (said.seq() > seq) {
                assertEquals(textTo(said.seq()), said.text(), "a snapshot to " + said.seq());
                seq = said.seq();
            }
        }
        List<Frame> frames = new ArrayList<>();
        log.read(seq, 1_000, 1 << 20, frames);
        for (Frame frame : frames) take(frame);
    }

    private void take(Frame frame) {
        boolean lost = frame.event() instanceof Failed;
        if (!(lost && frame.terminal())) assertEquals(seq + 1, frame.seq(), "a hole, or something twice");
        assertTrue(frame.seq() > seq);
        if (!lost) assertEquals(truth.said.get((int) frame.seq() - 1), frame.event());
        seq = frame.seq();
        assertFalse(end != null, "something behind the end");
        if (frame.event() instanceof Terminal last) end = last;
    }

    private Buffer textTo(long to) {
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < to; i++) {
            StreamEvent event = truth.said.get(i);
            frames.add(new Frame(truth.log().id(), i + 1, event));
        }
        return new OpenAiFold().fold(Transcript.EMPTY, frames).text();
    }

    /** Whether it has read all that the owner said, up to its end. */
    boolean complete() {
        return end != null && seq == truth.said.size();
    }

    @Override
    public String toString() {
        String here = answer == null
                ? "nothing"
                : (answer == truth ? "log to " : "copy to ") + answer.log().tail();
        return truth.log().id() + " read to " + seq + " of " + truth.said.size() + " at " + at + ", which has " + here;
    }
}
