package dev.sluice.edge;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.InvalidValueException;
import dev.sluice.model.JobId;
import dev.sluice.model.Principal;
import dev.sluice.model.StreamId;
import dev.sluice.model.TabId;
import dev.sluice.model.job.JobStore;
import dev.sluice.model.job.NewJob;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * The body of {@code POST /api/v1/jobs}: one job, or an array of them. A job is a {@link Prompt} with members of its own beside it:
 * {@code priority, not_before, idempotency_key, callback, tab}. Belongs to its request.
 */
final class JobReading {
    private static final Set<String> OWN = Set.of("priority", "not_before", "idempotency_key", "callback", "tab");
    private static final int MAX_KEY = 128;

    private final Edge edge;
    private final Principal who;
    private final boolean session;
    private final long now;
    private final List<Draft> drafts = new ArrayList<>();

    /** @param tab that wants to be told, or null for none */
    record Draft(Prompt prompt, int priority, long notBefore, String key, TabId tab) {
        /** @param mailbox of the session, where a tab wants to be told */
        NewJob order(Principal who, StreamId mailbox) {
            Buffer request = prompt.request().body();
            return new NewJob(
                    JobId.random(),
                    who,
                    tab == null ? null : mailbox,
                    priority,
                    notBefore,
                    key,
                    key == null ? null : digest(request),
                    prompt.request().model(),
                    prompt.template(),
                    request);
        }

        private String digest(Buffer request) {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                digest.update((priority + " " + notBefore + " ").getBytes());
                return HexFormat.of().formatHex(digest.digest(request.getBytes()));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** @param session whether the caller has one, and so a channel to be told by */
    JobReading(Edge edge, Principal who, boolean session) {
        this.edge = edge;
        this.who = who;
        this.session = session;
        this.now = edge.parts().time().millis();
    }

    /**
     * One draft for each job of the body.
     *
     * @param header the idempotency key of a single job that came in the head, or null
     */
    List<Draft> read(Object body, String header) {
        if (body instanceof JsonArray array) {
            if (array.size() > JobStore.MOST) throw tooMany(array.size());
            if (array.isEmpty()) throw new InvalidValueException("jobs", "an empty array", "1 to " + JobStore.MOST);
            if (header != null)
                throw new InvalidValueException(
                        "Idempotency-Key", "one for an array", "idempotency_key in each of its jobs");
            for (int i = 0; i < array.size(); i++) read(array.getValue(i), "jobs[" + i + "]", null);
        } else read(body, "", header);
        return drafts;
    }

    private void read(Object job, String at, String header) {
        if (!(job instanceof JsonObject json))
            throw new InvalidValueException(at.isEmpty() ? "body" : at, job, "an object: a job");
        String prefix = at.isEmpty() ? "" : at + ".";
        JsonObject prompt = json.copy();
        for (String own : OWN) prompt.remove(own);
        Integer priority = Json.integer(json, prefix, "priority", NewJob.FIRST, NewJob.LAST);
        String key = Json.string(json, prefix, "idempotency_key");
        if (key == null) key = header;
        if (key != null && (key.isEmpty() || key.length() > MAX_KEY))
            throw new InvalidValueException(prefix + "idempotency_key", key, "1 to " + MAX_KEY + " characters");
        drafts.add(new Draft(
                Prompt.read(edge, who, prompt, prefix),
                priority == null ? NewJob.USUAL : priority,
                notBefore(json.getValue("not_before"), prefix),
                key,
                tab(json, prefix)));
    }

    /** Null where nobody is to be told. */
    private TabId tab(JsonObject json, String prefix) {
        Object callback = json.getValue("callback", session);
        if (!(callback instanceof Boolean wanted)) throw wrong(prefix, "callback", callback, "true or false");
        if (!wanted) return null;
        if (!session) throw wrong(prefix, "callback", true, "false, or a session, whose channel can be told");
        String tab = Json.string(json, prefix, "tab");
        return tab == null ? TabId.DEFAULT : new TabId(tab);
    }

    private long notBefore(Object value, String prefix) {
        if (value == null) return 0;
        long latest = now + edge.parts().config().jobs().taskRetention().toMillis();
        long at = millis(value);
        if (at < 0 || at > latest)
            throw wrong(
                    prefix,
                    "not_before",
                    value,
                    "milliseconds since 1970 or a time of RFC 3339, within jobs.task_retention from now");
        return at;
    }

    private static long millis(Object value) {
        if (value instanceof Integer || value instanceof Long) return ((Number) value).longValue();
        try {
            return value instanceof String s
                    ? OffsetDateTime.parse(s).toInstant().toEpochMilli()
                    : -1;
        } catch (DateTimeException | ArithmeticException malformed) {
            return -1;
        }
    }

    private static InvalidValueException wrong(String prefix, String field, Object got, String expected) {
        return new InvalidValueException(prefix + field, got, expected);
    }

    private static RuntimeException tooMany(int came) {
        String message = "jobs: got " + came + " jobs, expected at most " + JobStore.MOST + " in one array";
        return new Failure(Kind.TOO_LARGE, "too_many_jobs", message, "jobs", null).exception();
    }

    /** An object or an array. */
    static Object parse(Buffer body, String expected) {
        try {
            if (body != null && body.length() > 0) return io.vertx.core.json.Json.decodeValue(body);
        } catch (DecodeException e) {
            // said below
        }
        String got = body == null ? "" : body.getString(0, Math.min(body.length(), 200));
        throw Failure.invalid(null, "body: got " + InvalidValueException.show(got) + ", expected " + expected)
                .exception();
    }
}
