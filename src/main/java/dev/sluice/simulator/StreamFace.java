package dev.sluice.simulator;

import io.vertx.core.buffer.Buffer;

/** How one streamed answer looks in a dialect: turns what is due into bytes, which it collects until they are taken. */
interface StreamFace {
    /** For the response's head. */
    String contentType();

    /**
     * One token, and what has to come before the first one.
     *
     * @param cut whether its JSON breaks off in the middle
     */
    void token(int index, boolean cut);

    /** The end of a whole answer. */
    void complete(int tokensSent);

    /** An error in the middle, which is the end. */
    void error();

    /** Characters that wait for {@link #take}. */
    int length();

    Buffer take();
}
