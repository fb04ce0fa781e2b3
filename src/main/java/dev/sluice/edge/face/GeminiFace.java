package dev.sluice.edge.face;

import dev.sluice.admission.RateState;
import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.gemini.GeminiAnswers;
import dev.sluice.dialect.gemini.GeminiErrors;
import dev.sluice.dialect.gemini.GeminiRequest;
import dev.sluice.dialect.gemini.GeminiWriter;
import dev.sluice.dialect.gemini.GeminiWriter.Shape;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import dev.sluice.model.InvalidValueException;
import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.model.StreamEvent.Done;
import dev.sluice.model.StreamId;
import dev.sluice.upstream.UpstreamRejectedException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;

/** Google's {@code generateContent} and {@code streamGenerateContent}; which one, and for which model, the path says. */
public final class GeminiFace implements Face {
    private static final String WHOLE = "generateContent";
    private static final String STREAM = "streamGenerateContent";

    private final Shape shape;

    /** @param shape of streams: events for {@code alt=sse}, an array without */
    public GeminiFace(Shape shape) {
        this.shape = shape;
    }

    @Override
    public Asking read(String call, MultiMap head, Buffer body) {
        int colon = call.lastIndexOf(':');
        String method = call.substring(colon + 1);
        if (colon < 1 || !method.equals(WHOLE) && !method.equals(STREAM))
            throw Failure.of(
                            Failure.Kind.NOT_FOUND,
                            "unknown_method",
                            "path: got " + InvalidValueException.show(call) + ", expected a model with :" + WHOLE
                                    + " or :" + STREAM)
                    .exception();
        GeminiRequest request = GeminiRequest.read(call.substring(0, colon), body, method.equals(STREAM));
        return new Content(request, shape, StreamId.random().value().substring(3));
    }

    @Override
    public Told failure(FailureException failed) {
        Buffer own = own(failed);
        if (own != null) return new Told(((UpstreamRejectedException) failed).status(), own);
        FailureException cause = FieldNames.GEMINI.of(failed);
        Failure failure = cause.failure();
        int status = failure.kind().status();
        if (!(cause instanceof UpstreamRejectedException rejected) || rejected.error() == null)
            return new Told(status, GeminiErrors.body(failure));
        // Anthropic's 529 is an overload, for which there is a status that everybody knows.
        boolean known = rejected.status() >= 400 && failure.kind() != Failure.Kind.OVERLOADED;
        int theirs = known ? rejected.status() : status;
        return new Told(theirs, GeminiErrors.body(theirs, rejected.error(), failure.retryAfter()));
    }

    /** What a Gemini provider said; null where another one failed. */
    private static Buffer own(FailureException failed) {
        return failed instanceof UpstreamRejectedException rejected ? rejected.own(Dialect.GEMINI) : null;
    }

    @Override
    public void limits(RateState state, Instant now, MultiMap head) {
        // Google says nothing of limits in its heads, and its clients look for nothing there: OpenAI's are the best
        // known.
        RateHeaders.openAi(state, head);
    }

    private record Content(GeminiRequest request, Shape shape, String id) implements Asking {
        @Override
        public AnswerWriter writer() {
            return new Writer(shape, new GeminiWriter(shape, id, request.model(), request.thoughts()));
        }

        @Override
        public Buffer whole(Buffer completion) {
            return GeminiAnswers.fromOpenAi(completion, id, request.model(), request.thoughts());
        }
    }

    private record Writer(Shape shape, GeminiWriter writer) implements AnswerWriter {
        @Override
        public String contentType() {
            return shape.contentType();
        }

        @Override
        public void chunk(Chunk chunk, Buffer out) {
            out.appendBuffer(writer.chunk(chunk));
        }

        @Override
        public void done(Done done, Buffer out) {
            out.appendBuffer(writer.done(done.finishReason(), done.usage()));
        }

        @Override
        public void failed(FailureException cause, Buffer out) {
            Buffer own = own(cause);
            out.appendBuffer(
                    own != null
                            ? writer.failed(own)
                            : writer.failed(FieldNames.GEMINI.of(cause).failure()));
        }

        @Override
        public Buffer heartbeat() {
            return writer.heartbeat();
        }
    }
}
