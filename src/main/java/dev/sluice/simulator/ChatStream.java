package dev.sluice.simulator;

import io.vertx.core.buffer.Buffer;

/** A stream as OpenAI sends it: {@code chat.completion.chunk} events, then {@code [DONE]}. */
final class ChatStream implements StreamFace {
    private final ChatRequest request;
    private final ChunkEncoder encoder;
    private final EventWriter writer;

    ChatStream(ChatRequest request, ChunkEncoder encoder) {
        this.request = request;
        this.encoder = encoder;
        this.writer = new EventWriter(request.script());
    }

    @Override
    public String contentType() {
        return "text/event-stream; charset=utf-8";
    }

    @Override
    public void token(int index, boolean cut) {
        if (index == 0) writer.event(encoder.opening());
        String json = encoder.piece(index);
        writer.event(cut ? json.substring(0, json.length() / 2) : json);
    }

    @Override
    public void complete(int tokensSent) {
        if (tokensSent == 0) writer.event(encoder.opening());
        writer.event(encoder.finish());
        if (request.includeUsage()) writer.event(encoder.usage());
        if (!request.script().has(Fault.NO_DONE)) writer.event("[DONE]");
    }

    @Override
    public void error() {
        writer.event(RefusedException.of(Fault.ERROR_IN_200).json());
    }

    @Override
    public int length() {
        return writer.length();
    }

    @Override
    public Buffer take() {
        return writer.take();
    }
}
