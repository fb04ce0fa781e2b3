package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sluice.simulator.Simulator;
import java.io.IOException;

/** Another tab of the same session, with the session's channel open: whatever a test does, it must not notice. */
final class Bystander implements AutoCloseable {
    private static final String TAB = "bystander";
    private static final String MODEL = "sim-instant;tokens=40";

    private final TestNode node;
    private final Visitor visitor;
    private final RawChannel channel;
    private final Page page = new Page();

    Bystander(TestNode node, Visitor visitor) throws Exception {
        this.node = node;
        this.visitor = visitor;
        assertEquals(200, visitor.send("PUT", "/api/v1/tabs/" + TAB, null).statusCode());
        channel = visitor.channel();
        channel.readUntil(page, () -> page.hellos() == 1);
    }

    /** Its channel still stands, it gets an answer, and nothing is left on the node. */
    void isUntouched() throws Exception {
        String stream = visitor.submit(MODEL, "Are you there?", TAB);
        channel.readUntil(page, () -> page.hasEnded(stream));
        assertFalse(channel.over(), () -> "the channel was ended: " + page.bye());
        assertEquals(1, page.hellos());
        assertEquals("done", page.answer(stream).end());
        assertEquals(
                Simulator.expectedText(MODEL, Visitor.messages("Are you there?")),
                page.answer(stream).text());
        Eventually.idle(node);
    }

    Page page() {
        return page;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
