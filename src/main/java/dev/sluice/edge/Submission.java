package dev.sluice.edge;

import dev.sluice.dialect.OpenAiRequest;
import dev.sluice.hub.Answer;
import dev.sluice.hub.Submitted;
import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FailureException;
import dev.sluice.model.InvalidValueException;
import dev.sluice.model.Principal;
import dev.sluice.model.Provenance;
import dev.sluice.model.SessionState;
import dev.sluice.model.StreamId;
import dev.sluice.model.TabId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a session can ask of streams, whichever way it asks: by HTTP or by a command on its WebSocket. Failures come in the future.
 */
final class Submission {
    private static final int MAX_KEY = 128;

    private final Edge edge;

    Submission(Edge edge) {
        this.edge = edge;
    }

    /**
     * @param from which way it came
     * @param key  the idempotency key, or null
     * @param wish whether to share an identical request's answer, or null
     */
    Future<Submitted> submit(SessionState session, Provenance from, Buffer body, String key, Boolean wish) {
        try {
            OpenAiRequest request = OpenAiRequest.read(body);
            if (request.choices() != 1)
                throw Failure.invalid("n", "n: got " + request.choices() + ", expected 1: a stream is one answer")
                        .exception();
            if (key != null && (key.isEmpty() || key.length() > MAX_KEY))
                throw new InvalidValueException("Idempotency-Key", key, "1 to " + MAX_KEY + " characters");
            TabId tab = tab(request.string("tab"));
            return edge.parts()
                    .hub()
                    .submissions()
                    .submit(edge.lane(), session, from, tab, request, key, key == null ? null : digest(body), wish);
        } catch (RuntimeException refused) {
            return Future.failedFuture(refused);
        }
    }

    Future<Submitted> subscribe(SessionState session, String stream, String tab, String share) {
        try {
            TabId known = tab(tab);
            return readable(stream, session.principal(), share)
                    .compose(answer -> edge.parts().hub().submissions().subscribe(session, known, answer));
        } catch (RuntimeException refused) {
            return Future.failedFuture(refused);
        }
    }

    /** Only its own user may stop an answer. */
    Future<Void> stop(SessionState session, String stream) {
        return readable(stream, session.principal(), null).map(answer -> {
            answer.stop();
            return null;
        });
    }

    /**
     * The answer, if the caller may read it: the same user, or whoever holds the share token.
     *
     * @param who   null for a caller without a session
     * @param share null where none came
     */
    Future<Answer> readable(String stream, Principal who, String share) {
        try {
            return edge.parts().hub().find(new StreamId(stream)).map(answer -> {
                if (answer != null && (answer.of(who) || sameToken(share, answer.share()))) return answer;
                // Another user's stream looks like none at all.
                throw unknown(stream);
            });
        } catch (InvalidValueException refused) {
            return Future.failedFuture(refused);
        }
    }

    private static FailureException unknown(String stream) {
        return new Failure(
                        Kind.NOT_FOUND,
                        "unknown_stream",
                        "stream: got " + InvalidValueException.show(stream)
                                + ", expected one of this user's that is not over its retention",
                        "stream",
                        null)
                .exception();
    }

    private static boolean sameToken(String came, String expected) {
        return came != null && expected != null && MessageDigest.isEqual(came.getBytes(), expected.getBytes());
    }

    static JsonObject json(Submitted done) {
        return new JsonObject()
                .put("stream", done.stream().value())
                .put("ordinal", done.ordinal())
                .put("status", done.status())
                .put("share", done.share());
    }

    private static TabId tab(String value) {
        return value == null ? TabId.DEFAULT : new TabId(value);
    }

    private static String digest(Buffer body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body.getBytes()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
