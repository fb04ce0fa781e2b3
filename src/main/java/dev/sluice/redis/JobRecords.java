package dev.sluice.redis;

import dev.sluice.model.JobId;
import dev.sluice.model.Principal;
import dev.sluice.model.StreamId;
import dev.sluice.model.Tier;
import dev.sluice.model.job.Job;
import dev.sluice.model.job.JobFault;
import dev.sluice.model.job.JobPost.Letter;
import dev.sluice.model.job.JobStatus;
import dev.sluice.model.job.NewJob;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.redis.client.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Jobs as fields of a hash, and back. Reading fails with a {@link RuntimeException} where it is no job of ours. Any thread.
 */
final class JobRecords {
    private static final String SCOPES = " ";

    private JobRecords() {}

    /** What one new job is to the script that takes it. */
    static void append(NewJob order, List<Object> arguments) {
        Principal who = order.owner();
        arguments.add(order.id().value());
        arguments.add(owner(who));
        arguments.add(order.key() == null ? "" : RedisKeys.hidden(owner(who) + ' ' + order.key()));
        arguments.add(order.key() == null ? "" : order.digest());
        arguments.add(order.priority());
        arguments.add(order.notBefore());
        arguments.add(order.bytes());
        int counted = arguments.size();
        arguments.add(0);
        field(arguments, "tenant", who.tenant());
        field(arguments, "user", who.user());
        field(arguments, "tier", who.tier().name());
        field(arguments, "scopes", String.join(SCOPES, who.scopes()));
        field(arguments, "pkey", who.key());
        field(arguments, "box", order.mailbox() == null ? null : order.mailbox().value());
        field(arguments, "key", order.key());
        field(arguments, "digest", order.digest());
        field(arguments, "model", order.model());
        field(arguments, "tpl", order.template());
        field(arguments, "req", order.request());
        arguments.set(counted, arguments.size() - counted - 1);
    }

    private static void field(List<Object> arguments, String name, Object value) {
        if (value == null) return;
        arguments.add(name);
        arguments.add(value);
    }

    /** A user stands in a key by a hash. */
    static String owner(Principal who) {
        return RedisKeys.hidden(who.tenant().length() + " " + who.tenant() + " " + who.user());
    }

    /** @param fields names and values in turns */
    static Job read(Response fields) {
        Map<String, Buffer> map = new HashMap<>();
        for (int i = 0; i + 1 < fields.size(); i += 2)
            map.put(fields.get(i).toString(), fields.get(i + 1).toBuffer());
        return read(map);
    }

    /** As it was published: likewise, in JSON, without the request. */
    static Job read(Buffer message) {
        return read(fields(message));
    }

    /**
     * The letter that such a message is, or null where no session is told.
     *
     * @param job of the same message
     */
    static Letter letter(Buffer message, Job job) {
        Map<String, Buffer> map = fields(message);
        if (!map.containsKey("letter")) return null;
        int bytes = map.containsKey("rb") ? (int) number(map, "rb") : 0;
        return new Letter(job.order().mailbox(), number(map, "letter"), job, bytes);
    }

    private static Map<String, Buffer> fields(Buffer message) {
        JsonArray fields = message.toJsonArray();
        Map<String, Buffer> map = new HashMap<>();
        for (int i = 0; i + 1 < fields.size(); i += 2)
            map.put(fields.getString(i), Buffer.buffer(fields.getString(i + 1)));
        return map;
    }

    private static Job read(Map<String, Buffer> map) {
        Principal owner = new Principal(
                text(map, "user"),
                text(map, "tenant"),
                Tier.valueOf(text(map, "tier")),
                text(map, "scopes").isEmpty()
                        ? Set.of()
                        : Set.of(text(map, "scopes").split(SCOPES)),
                optional(map, "pkey"));
        String box = optional(map, "box");
        NewJob order = new NewJob(
                new JobId(text(map, "id")),
                owner,
                box == null ? null : new StreamId(box),
                (int) number(map, "prio"),
                number(map, "nb"),
                optional(map, "key"),
                optional(map, "digest"),
                text(map, "model"),
                optional(map, "tpl"),
                map.getOrDefault("req", Buffer.buffer()));
        JobFault fault = map.containsKey("fc")
                ? new JobFault(text(map, "fc"), text(map, "fm"), text(map, "fr").equals("true"))
                : null;
        return new Job(
                order,
                number(map, "seq"),
                JobStatus.valueOf(text(map, "st").toUpperCase(Locale.ROOT)),
                number(map, "rank"),
                number(map, "created"),
                number(map, "due"),
                number(map, "till"),
                number(map, "deadline"),
                number(map, "started"),
                number(map, "ended"),
                (int) number(map, "turn"),
                (int) number(map, "tries"),
                fault,
                map.get("res"));
    }

    private static long number(Map<String, Buffer> map, String name) {
        return Long.parseLong(text(map, name));
    }

    private static String optional(Map<String, Buffer> map, String name) {
        Buffer value = map.get(name);
        return value == null ? null : value.toString();
    }

    private static String text(Map<String, Buffer> map, String name) {
        Buffer value = map.get(name);
        if (value == null) throw new IllegalArgumentException("no field " + name);
        return value.toString();
    }
}
