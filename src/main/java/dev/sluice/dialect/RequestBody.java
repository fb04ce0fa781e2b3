package dev.sluice.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.sse.ByteSpan;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A caller's body that passes as it came: where its outermost members stand, found without a tree. What lies within them is read where
 * it is asked for, and else is the provider's to judge. Immutable as long as nobody changes the bytes; any thread.
 */
public final class RequestBody {
    private final Buffer bytes;
    private final Map<String, RequestMember> members;

    private RequestBody(Buffer bytes, Map<String, RequestMember> members) {
        this.bytes = bytes;
        this.members = members;
    }

    /**
     * The bytes are kept, not copied.
     *
     * @throws dev.sluice.model.FailureException INVALID, where it is not one JSON object in UTF-8 (no field), or where a member comes
     *     twice
     */
    public static RequestBody read(Buffer body) {
        return RequestReader.read(body, parser -> new RequestBody(body, members(parser)));
    }

    private static Map<String, RequestMember> members(JsonParser parser) throws IOException {
        Map<String, RequestMember> members = new LinkedHashMap<>();
        for (String name; (name = parser.nextFieldName()) != null; ) {
            int from = Json.tokenFrom(parser);
            JsonToken kind = parser.nextToken();
            int valueFrom = Json.tokenFrom(parser);
            parser.skipChildren();
            RequestMember member = new RequestMember(name, kind, null, from, valueFrom, Json.tokenTo(parser));
            // Readers disagree about which of two counts: what we go by must be what the provider reads.
            if (members.put(name, member) != null) throw RequestReader.twice(name);
        }
        return members;
    }

    /** As it came. Not to be changed. */
    public Buffer bytes() {
        return bytes;
    }

    /** Whether the outermost object has such a member, be it null. */
    public boolean has(String member) {
        return members.containsKey(member);
    }

    /**
     * Those of these members that are there, as a tree.
     *
     * @throws dev.sluice.model.FailureException INVALID, where within them a member comes twice or a number is out of range
     */
    public JsonObject tree(String... names) {
        JsonObject tree = new JsonObject();
        for (String name : names) if (has(name)) tree.getMap().put(name, value(members.get(name)));
        return tree;
    }

    /** The body with another value for a member that it has; every other byte as it came. */
    public Buffer with(String member, Buffer json) {
        RequestMember replaced = members.get(member);
        return Buffer.buffer(bytes.length() + json.length())
                .appendBuffer(bytes, 0, replaced.valueFrom())
                .appendBuffer(json)
                .appendBuffer(bytes, replaced.to(), bytes.length() - replaced.to());
    }

    private Object value(RequestMember member) {
        Buffer json = bytes.slice(member.valueFrom(), member.to());
        try (JsonParser parser = Json.ofCaller(ByteSpan.of(json))) {
            parser.nextToken();
            return JsonTree.value(parser, member.name());
        } catch (IOException e) {
            // It was walked over before.
            throw new UncheckedIOException(e);
        }
    }
}
