package dev.sluice.dialect.gemini;

import dev.sluice.dialect.JsonTree;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Gemini's {@code systemInstruction} and {@code contents} as OpenAI's messages. One turn may become several: results of calls
 * come first, each a message of its own. Used once, by one thread.
 */
final class ContentsToOpenAi {
    private final JsonArray messages = new JsonArray();
    private final CallIds ids = new CallIds();
    private final String detail;

    private ContentsToOpenAi(String detail) {
        this.detail = detail;
    }

    /** @param detail OpenAI's {@code detail} for all pictures, or null */
    static JsonArray messages(Members request, String detail) {
        ContentsToOpenAi all = new ContentsToOpenAi(detail);
        Members system = request.object("systemInstruction");
        if (system != null) all.system(system);
        List<Members> contents = request.objects("contents");
        if (contents.isEmpty()) throw request.fault("contents", "nothing", "a non-empty array of contents");
        contents.forEach(all::turn);
        return all.messages;
    }

    private void system(Members content) {
        content.string("role"); // whatever it says, Google takes it as the system's
        StringBuilder text = new StringBuilder();
        for (Members part : content.objects("parts")) {
            if (text.length() > 0) text.append("\n\n");
            String words = part.string("text");
            if (words == null) throw part.fault("text", "nothing", "a text, as instructions have no other parts");
            text.append(words);
            part.uncarried("thought", "thoughtSignature");
            part.end();
        }
        content.end();
        if (text.length() > 0)
            messages.add(new JsonObject().put("role", "system").put("content", text.toString()));
    }

    private void turn(Members content) {
        String role = content.string("role");
        List<Members> parts = content.objects("parts");
        content.end();
        if (parts.isEmpty()) throw content.fault("parts", "nothing", "a non-empty array of parts");
        if ("model".equals(role)) model(parts);
        else if (role == null || role.isEmpty() || role.equals("user") || role.equals("function")) user(parts);
        else throw content.wrong("role", "user or model");
    }

    private void user(List<Members> parts) {
        List<JsonObject> said = new ArrayList<>();
        for (Members part : parts) {
            part.uncarried("thought", "thoughtSignature");
            Kind kind = Kind.of(part);
            switch (kind) {
                case TEXT -> said.add(new JsonObject().put("type", "text").put("text", part.string("text")));
                case INLINE -> said.add(MediaToOpenAi.inline(part.object("inlineData"), detail));
                case FILE -> said.add(MediaToOpenAi.file(part.object("fileData"), detail));
                case RESPONSE -> messages.add(result(part.object("functionResponse")));
                case CALL ->
                    throw part.fault("functionCall", "a call by the user", "it in a content of the role model");
            }
            part.end();
        }
        if (said.isEmpty()) return;
        boolean words = said.size() == 1 && said.get(0).getString("type").equals("text");
        messages.add(new JsonObject()
                .put("role", "user")
                .put("content", words ? said.get(0).getString("text") : new JsonArray(said)));
    }

    private JsonObject result(Members response) {
        String name = response.needed("name");
        String given = response.string("id");
        String id = ids.answered(given, name);
        if (id == null)
            throw response.fault("name", Members.shown(name), "the function of a call before that has no result yet");
        Object value = response.value("response");
        response.uncarried("parts", "willContinue");
        if (!"WHEN_IDLE".equals(response.constant("scheduling"))) response.uncarried("scheduling");
        response.end();
        if (value != null && !(value instanceof JsonObject)) throw response.wrong("response", "an object");
        return new JsonObject().put("role", "tool").put("tool_call_id", id).put("content", ToolResult.text((JsonObject)
                value));
    }

    private void model(List<Members> parts) {
        StringBuilder text = new StringBuilder();
        StringBuilder thoughts = new StringBuilder();
        JsonArray calls = new JsonArray();
        String signature = null;
        for (Members part : parts) {
            boolean thought = part.flag("thought");
            String signed = part.string("thoughtSignature");
            switch (Kind.of(part)) {
                case TEXT -> {
                    (thought ? thoughts : text).append(part.string("text"));
                    if (signed != null) signature = signed;
                }
                case CALL -> calls.add(Signature.put(call(part.object("functionCall")), signed));
                default -> throw part.fault("", "a part of another kind", "text or functionCall from the model");
            }
            part.end();
        }
        JsonObject message = new JsonObject().put("role", "assistant");
        message.put("content", text.length() == 0 && !calls.isEmpty() ? null : text.toString());
        if (thoughts.length() > 0) message.put("reasoning_content", thoughts.toString());
        if (!calls.isEmpty()) message.put("tool_calls", calls);
        messages.add(Signature.put(message, signature));
    }

    private JsonObject call(Members call) {
        String name = call.needed("name");
        String id = ids.called(call.string("id"), name);
        Object args = call.value("args");
        if (args != null && !(args instanceof JsonObject)) throw call.wrong("args", "an object");
        call.uncarried("partialArgs", "willContinue");
        call.end();
        String text = args == null ? "{}" : JsonTree.text(args);
        return new JsonObject()
                .put("id", id)
                .put("type", "function")
                .put("function", new JsonObject().put("name", name).put("arguments", text));
    }

    /** What a part holds besides thought and signature. */
    private enum Kind {
        TEXT("text"),
        INLINE("inlineData"),
        FILE("fileData"),
        CALL("functionCall"),
        RESPONSE("functionResponse");

        private final String member;

        Kind(String member) {
            this.member = member;
        }

        static Kind of(Members part) {
            for (Kind kind : values()) if (part.has(kind.member)) return kind;
            part.end();
            throw part.fault("", "nothing", "text, inlineData, fileData, functionCall or functionResponse");
        }
    }
}
