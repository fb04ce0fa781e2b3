package dev.sluice.redis;

import dev.sluice.model.InvalidValueException;
import dev.sluice.model.Principal;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.StreamId;
import dev.sluice.model.Subscription;
import dev.sluice.model.TabId;
import dev.sluice.model.Tier;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A session's state as JSON, with short names, since most of it is names. The session's id is not in it: it is the credential, and
 * whoever reads the state knows it. Any thread.
 */
final class SessionCodec {
    private SessionCodec() {}

    /** Tells one state of a session from every other one of it. */
    static String mark(SessionState state) {
        return state.epoch() + '.' + state.version();
    }

    static Buffer encode(SessionState state) {
        Principal who = state.principal();
        JsonArray tabs = new JsonArray();
        for (TabId tab : state.tabs()) tabs.add(tab.value());
        JsonArray subscriptions = new JsonArray();
        for (Subscription s : state.subscriptions()) subscriptions.add(encode(s));
        return new JsonObject()
                .put("epoch", state.epoch())
                .put("version", state.version())
                .put("user", who.user())
                .put("tenant", who.tenant())
                .put("tier", who.tier().wire())
                .put("scopes", new JsonArray(new ArrayList<>(who.scopes())))
                .put("key", who.key())
                .put("next", state.nextOrdinal())
                .put("tabs", tabs)
                .put("subs", subscriptions)
                .toBuffer();
    }

    private static JsonObject encode(Subscription s) {
        JsonObject tabs = new JsonObject();
        s.tabs().forEach((tab, ordinal) -> tabs.put(tab.value(), ordinal));
        JsonObject out = new JsonObject()
                .put("o", s.ordinal())
                .put("s", s.stream().value())
                .put("t", tabs);
        if (s.retired() != 0) out.put("r", s.retired());
        if (s.from() != 0) out.put("f", s.from());
        if (!s.starts().isEmpty()) {
            JsonObject starts = new JsonObject();
            s.starts().forEach((tab, from) -> starts.put(tab.value(), from));
            out.put("b", starts);
        }
        if (!s.former().isEmpty()) out.put("p", new JsonArray(new ArrayList<>(s.former())));
        return out;
    }

    /** Fails with {@link InvalidValueException} where it is not what {@link #encode} makes. */
    static SessionState decode(SessionId id, Buffer text) {
        try {
            JsonObject in = new JsonObject(text);
            Set<TabId> tabs = new HashSet<>();
            for (Object tab : in.getJsonArray("tabs")) tabs.add(new TabId((String) tab));
            List<Subscription> subscriptions = new ArrayList<>();
            for (Object each : in.getJsonArray("subs")) subscriptions.add(subscription((JsonObject) each));
            Set<String> scopes = new HashSet<>();
            for (Object scope : in.getJsonArray("scopes")) scopes.add((String) scope);
            Principal who = new Principal(
                    text(in, "user"),
                    text(in, "tenant"),
                    Tier.of("tier", in.getString("tier")),
                    scopes,
                    in.getString("key"));
            return new SessionState(
                    id, text(in, "epoch"), who, in.getInteger("next"), tabs, subscriptions, in.getLong("version"));
        } catch (DecodeException | ClassCastException | NullPointerException e) {
            throw new InvalidValueException("session", text.length() + " bytes", "a session's state in JSON");
        }
    }

    private static String text(JsonObject in, String name) {
        String value = in.getString(name);
        if (value == null) throw new InvalidValueException(name, null, "a text");
        return value;
    }

    private static Subscription subscription(JsonObject in) {
        Map<TabId, Integer> tabs = new HashMap<>();
        in.getJsonObject("t").forEach(tab -> tabs.put(new TabId(tab.getKey()), (Integer) tab.getValue()));
        Map<TabId, Long> starts = new HashMap<>();
        in.getJsonObject("b", new JsonObject())
                .forEach(tab -> starts.put(new TabId(tab.getKey()), ((Number) tab.getValue()).longValue()));
        Set<Integer> former = new HashSet<>();
        for (Object ordinal : in.getJsonArray("p", new JsonArray())) former.add((Integer) ordinal);
        return new Subscription(
                in.getInteger("o"),
                new StreamId(in.getString("s")),
                tabs,
                in.getLong("r", 0L),
                in.getLong("f", 0L),
                starts,
                former);
    }
}
