package dev.sluice.model.job;

import dev.sluice.model.InvalidValueException;
import dev.sluice.model.JobId;
import dev.sluice.model.Principal;
import dev.sluice.model.StreamId;
import io.vertx.core.buffer.Buffer;

/**
 * What a submitter asks for; it never changes.
 *
 * @param id        picked by the submitter's node
 * @param owner     who asks, pays, and may see it
 * @param mailbox   the stream that is told of it, or null for nobody
 * @param priority  1, which goes first, to 10
 * @param notBefore milliseconds since 1970 before which it must not run; 0 for at once
 * @param key       the owner's idempotency key, or null
 * @param digest    of what was asked, for the key; null without one
 * @param model     that is asked
 * @param template  whose variables were filled in, or null
 * @param request   the chat request, as OpenAI's JSON; never changed
 */
public record NewJob(
        JobId id,
        Principal owner,
        StreamId mailbox,
        int priority,
        long notBefore,
        String key,
        String digest,
        String model,
        String template,
        Buffer request) {
    /** The priority that is served first … */
    public static final int FIRST = 1;
    /** … and the one that waits longest. */
    public static final int LAST = 10;
    /** Where its submitter says nothing. */
    public static final int USUAL = 5;

    /** What a record costs beside its texts, roughly. */
    private static final int OVERHEAD = 512;

    public NewJob {
        if (priority < FIRST || priority > LAST)
            throw new InvalidValueException("priority", priority, "a whole number from " + FIRST + " to " + LAST);
        if (notBefore < 0) throw new InvalidValueException("not_before", notBefore, "a time since 1970");
        if ((key == null) != (digest == null)) throw new InvalidValueException("digest", digest, "one for each key");
    }

    /** Rough bytes held, for the store's limit. */
    public int bytes() {
        return request.length() + OVERHEAD;
    }

    /** Whether this is the same user of the same tenant. */
    public boolean ownedBy(Principal who) {
        return owner.user().equals(who.user()) && owner.tenant().equals(who.tenant());
    }
}
