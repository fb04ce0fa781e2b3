package dev.sluice.dialect;

import dev.sluice.model.Failure;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Set;

/**
 * A chat request in OpenAI's dialect: checked, and kept as the bytes that came, so that what we do not know goes
 * through untouched. Immutable as long as nobody changes the body it was read from; any thread.
 */
public final class OpenAiRequest implements ChatRequest {
    private final Buffer body;
    private final Map<String, RequestMember> members;
    private final RequestFields fields;
    private final Map<String, String> head;

    OpenAiRequest(Buffer body, Map<String, RequestMember> members, RequestFields fields, Map<String, String> head) {
        this.body = body;
        this.members = members;
        this.fields = fields;
        this.head = head;
    }

    /**
     * Reads and checks a request. The body is kept, not copied: it must not change afterwards. Checked are the members
     * that steer us or our accounts (model, messages and their roles, stream, stream_options, n, the token limits) and
     * the common sampling parameters; what else there is, is the provider's to judge.
     *
     * @throws dev.sluice.model.FailureException INVALID, naming the field, what came and what was expected; the field
     *     is null where the body is not a JSON object in UTF-8, and a message then says at which byte
     */
    public static OpenAiRequest read(Buffer body) {
        return RequestReader.read(body);
    }

    /** The same, with fields of its head that go along. @param head names in lower case */
    public OpenAiRequest with(Map<String, String> head) {
        return head.isEmpty() ? this : new OpenAiRequest(body, members, fields, Map.copyOf(head));
    }

    @Override
    public Map<String, String> fields() {
        return head;
    }

    @Override
    public Dialect dialect() {
        return Dialect.OPENAI;
    }

    /** This very request. */
    @Override
    public OpenAiRequest chat() {
        return this;
    }

    @Override
    public String model() {
        return fields.model();
    }

    @Override
    public boolean stream() {
        return fields.stream();
    }

    /** Whether the caller asked for {@code stream_options.include_usage}. */
    public boolean includeUsage() {
        return fields.includeUsage();
    }

    /** {@code n}, 1 where it is absent. */
    @Override
    public int choices() {
        return fields.choices();
    }

    /** {@code max_completion_tokens}, else {@code max_tokens}, else null. */
    @Override
    public Integer maxTokens() {
        return fields.maxTokens();
    }

    @Override
    public Buffer body() {
        return body;
    }

    @Override
    public boolean deterministic() {
        if (!has("temperature")) return false;
        RequestMember temperature = members.get("temperature");
        return Double.parseDouble(body.getString(temperature.valueFrom(), temperature.to())) == 0;
    }

    /** Whether a top-level member is there and is not null. */
    public boolean has(String member) {
        RequestMember found = members.get(member);
        return found != null && !found.isNull();
    }

    /**
     * A top-level member that is a string, or null where it is absent or null; other types are a failure that names
     * it.
     */
    public String string(String member) {
        if (!has(member)) return null;
        RequestMember found = members.get(member);
        if (found.text() == null)
            throw Failure.invalid(member, member + ": got " + found.shown(body) + ", expected a string")
                    .exception();
        return found.text();
    }

    /**
     * The request for the upstream: every member as it came, in its order, but for these, which stand in front: {@code
     * model} and {@code stream} are set, {@code stream_options} asks for usage when streaming (whatever else it held
     * stays) and is left out otherwise, and the members named in {@code without} are left out.
     *
     * @param without members that are not for the upstream. With {@code stream_options} among them, none is sent: for
     *     upstreams that answer it with 400. Model and stream are always sent
     */
    @Override
    public Buffer forUpstream(String model, boolean stream, Set<String> without) {
        boolean options = stream && !without.contains("stream_options");
        Buffer out = Buffer.buffer(body.length() + model.length() + 96).appendString("{\"model\":");
        out.appendBuffer(JsonText.literal(model));
        out.appendString(stream ? ",\"stream\":true" : ",\"stream\":false");
        if (options) {
            out.appendString(",\"stream_options\":{\"include_usage\":true");
            for (RequestMember option : fields.otherStreamOptions()) append(out, option);
            out.appendString("}");
        }
        for (RequestMember member : members.values()) {
            if (!replaced(member.name()) && !without.contains(member.name())) append(out, member);
        }
        return out.appendString("}");
    }

    private void append(Buffer out, RequestMember member) {
        out.appendString(",").appendBuffer(body, member.from(), member.to() - member.from());
    }

    private static boolean replaced(String member) {
        return member.equals("model") || member.equals("stream") || member.equals("stream_options");
    }
}
