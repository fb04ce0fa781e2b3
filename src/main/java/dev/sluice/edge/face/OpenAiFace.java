package dev.sluice.edge.face;

import dev.sluice.admission.RateState;
import dev.sluice.dialect.OpenAiErrors;
import dev.sluice.dialect.OpenAiRequest;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.model.StreamEvent.Done;
import dev.sluice.upstream.UpstreamRejectedException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** OpenAI's chat completions: the house's own tongue, so that bytes pass as they are. */
public final class OpenAiFace implements Face {
    /** Asks for what is not yet everybody's (OpenAI's API reference): it says what the body means, so it goes along. */
    private static final String BETA = "openai-beta";

    private static final Buffer DATA = Buffer.buffer("data: ");
    private static final Buffer END = Buffer.buffer("\n\n");
    private static final Buffer DONE = Buffer.buffer("data: [DONE]\n\n");
    /** A whole event: behind a comment with one newline alone, some SDKs swallow the chunk that follows. */
    private static final Buffer PING = Buffer.buffer(": ping\n\n");

    @Override
    public Asking read(String call, MultiMap head, Buffer body) {
        OpenAiRequest request = OpenAiRequest.read(body);
        List<String> beta = head.getAll(BETA);
        return new Chat(beta.isEmpty() ? request : request.with(Map.of(BETA, String.join(",", beta))));
    }

    @Override
    public Told failure(FailureException cause) {
        int status = cause.failure().kind().status();
        if (cause instanceof UpstreamRejectedException rejected && rejected.error() != null) {
            // The provider's own words; its status, too, unless it told the error inside a 200, or it is Anthropic's
            // 529.
            boolean theirs = rejected.status() >= 400 && cause.failure().kind() != Failure.Kind.OVERLOADED;
            return new Told(theirs ? rejected.status() : status, OpenAiErrors.body(rejected.error()));
        }
        return new Told(status, OpenAiErrors.body(cause.failure()));
    }

    @Override
    public void limits(RateState state, Instant now, MultiMap head) {
        RateHeaders.openAi(state, head);
    }

    private record Chat(OpenAiRequest request) implements Asking {
        @Override
        public AnswerWriter writer() {
            return new Writer(request.includeUsage());
        }

        @Override
        public Buffer whole(Buffer completion) {
            return completion;
        }
    }

    private record Writer(boolean withUsage) implements AnswerWriter {
        @Override
        public String contentType() {
            return "text/event-stream; charset=utf-8";
        }

        @Override
        public void chunk(Chunk chunk, Buffer out) {
            if (!chunk.usageOnly() || withUsage)
                out.appendBuffer(DATA).appendBuffer(chunk.json()).appendBuffer(END);
        }

        @Override
        public void done(Done done, Buffer out) {
            out.appendBuffer(DONE);
        }

        @Override
        public void failed(FailureException cause, Buffer out) {
            Buffer body = cause instanceof UpstreamRejectedException rejected && rejected.error() != null
                    ? OpenAiErrors.body(rejected.error())
                    : OpenAiErrors.body(cause.failure());
            out.appendBuffer(DATA).appendBuffer(body).appendBuffer(END);
        }

        @Override
        public Buffer queued(int position, long etaMillis) {
            String eta = etaMillis < 0 ? "" : " eta_ms=" + etaMillis;
            return Buffer.buffer(": queued position=" + position + eta + "\n\n");
        }

        @Override
        public Buffer heartbeat() {
            return PING.copy();
        }
    }
}
