package dev.sluice.dialect;

import io.vertx.core.buffer.Buffer;

/**
 * A request of another dialect than OpenAI's, as it came: the little that was read of it, and a translation that is made when it is first
 * asked for, and kept. Belongs to the loop of the request.
 */
public abstract class ForeignRequest implements ChatRequest {
    /**
     * @param choices   how many answers are wanted
     * @param maxTokens null where the caller does not say
     */
    protected record Known(String model, boolean stream, int choices, Integer maxTokens, boolean deterministic) {
        // A protected record's own would be out of reach for subclasses in other packages.
        public Known {}
    }

    private final RequestBody body;
    private final Known known;
    private OpenAiRequest chat;

    protected ForeignRequest(RequestBody body, Known known) {
        this.body = body;
        this.known = known;
    }

    /**
     * The body in OpenAI's words.
     *
     * @throws dev.sluice.model.FailureException INVALID, naming in the caller's words what is wrong or cannot be carried over
     */
    protected abstract Buffer toOpenAi();

    /** Where its members stand. */
    protected final RequestBody scanned() {
        return body;
    }

    @Override
    public final String model() {
        return known.model;
    }

    @Override
    public final boolean stream() {
        return known.stream;
    }

    @Override
    public final int choices() {
        return known.choices;
    }

    @Override
    public final Integer maxTokens() {
        return known.maxTokens;
    }

    @Override
    public final boolean deterministic() {
        return known.deterministic;
    }

    @Override
    public final Buffer body() {
        return body.bytes();
    }

    @Override
    public final OpenAiRequest chat() {
        if (chat == null) chat = OpenAiRequest.read(toOpenAi());
        return chat;
    }
}
