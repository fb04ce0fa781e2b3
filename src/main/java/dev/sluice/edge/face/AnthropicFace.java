package dev.sluice.edge.face;

import dev.sluice.admission.RateState;
import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.anthropic.AnthropicAnswers;
import dev.sluice.dialect.anthropic.AnthropicErrors;
import dev.sluice.dialect.anthropic.AnthropicFields;
import dev.sluice.dialect.anthropic.AnthropicRequest;
import dev.sluice.dialect.anthropic.AnthropicWriter;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.model.StreamEvent.Done;
import dev.sluice.model.StreamId;
import dev.sluice.upstream.UpstreamRejectedException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Map;

/** Anthropic's messages. */
public final class AnthropicFace implements Face {
    @Override
    public Asking read(String call, MultiMap head, Buffer body) {
        Map<String, String> fields =
                AnthropicFields.of(head.getAll(AnthropicFields.VERSION), head.getAll(AnthropicFields.BETA));
        return new Messages(AnthropicRequest.read(body, fields), id());
    }

    private static String id() {
        return "msg_" + StreamId.random().value().substring(3);
    }

    @Override
    public Told failure(FailureException failed) {
        Buffer own = own(failed);
        if (own != null) return new Told(((UpstreamRejectedException) failed).status(), own);
        FailureException cause = FieldNames.ANTHROPIC.of(failed);
        int status = AnthropicErrors.status(cause.failure());
        if (!(cause instanceof UpstreamRejectedException rejected) || rejected.error() == null)
            return new Told(status, AnthropicErrors.body(cause.failure()));
        // An overload has a status of its own here, whatever another dialect's provider said.
        boolean theirs = rejected.status() >= 400 && cause.failure().kind() != Failure.Kind.OVERLOADED;
        return new Told(theirs ? rejected.status() : status, AnthropicErrors.body(rejected.error()));
    }

    /** What an Anthropic provider said, but of its overload, which has a status of its own here; null where another one failed. */
    private static Buffer own(FailureException failed) {
        return failed instanceof UpstreamRejectedException rejected
                        && failed.failure().kind() != Failure.Kind.OVERLOADED
                ? rejected.own(Dialect.ANTHROPIC)
                : null;
    }

    @Override
    public void limits(RateState state, Instant now, MultiMap head) {
        RateHeaders.anthropic(state, now, head);
    }

    private record Messages(AnthropicRequest request, String id) implements Asking {
        @Override
        public AnswerWriter writer() {
            return new Writer(new AnthropicWriter(id, request.model(), 0));
        }

        @Override
        public Buffer whole(Buffer completion) {
            return AnthropicAnswers.fromOpenAi(completion, id, request.model());
        }
    }

    private record Writer(AnthropicWriter writer) implements AnswerWriter {
        @Override
        public String contentType() {
            return "text/event-stream; charset=utf-8";
        }

        @Override
        public void chunk(Chunk chunk, Buffer out) {
            writer.chunk(chunk, out);
        }

        @Override
        public void done(Done done, Buffer out) {
            writer.end(done.finishReason(), done.usage(), out);
        }

        @Override
        public void failed(FailureException failed, Buffer out) {
            FailureException cause = FieldNames.ANTHROPIC.of(failed);
            Buffer own = own(failed);
            if (own != null) writer.fail(own, out);
            else if (cause instanceof UpstreamRejectedException rejected && rejected.error() != null)
                writer.fail(AnthropicErrors.fromOpenAi(rejected.error()), out);
            else writer.fail(cause.failure(), out);
        }

        @Override
        public Buffer heartbeat() {
            return AnthropicWriter.ping();
        }
    }
}
