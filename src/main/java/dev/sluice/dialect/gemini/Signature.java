package dev.sluice.dialect.gemini;

import io.vertx.core.json.JsonObject;

/**
 * Where a {@code thoughtSignature} travels in OpenAI's form: {@code "extra_content":{"google":{"thought_signature":…}}} in a
 * tool call, a message or a delta, as Google's own OpenAI endpoint has it (ai.google.dev/gemini-api/docs/thought-signatures).
 * A message has one place for it, so of several the last counts, which is the one that Gemini asks for.
 */
final class Signature {
    static final String MEMBER = "extra_content";

    private Signature() {}

    static JsonObject put(JsonObject target, String signature) {
        if (signature == null || signature.isEmpty()) return target;
        JsonObject google = new JsonObject().put("thought_signature", signature);
        return target.put(MEMBER, new JsonObject().put("google", google));
    }

    /** Reads and checks it in a request; null where there is none. */
    static String take(Members holder) {
        Members extra = holder.object(MEMBER);
        if (extra == null) return null;
        Members google = extra.object("google");
        extra.end();
        if (google == null) return null;
        String signature = google.string("thought_signature");
        google.end();
        return signature;
    }

    /** Finds it in an answer; null where there is none. */
    static String find(JsonObject holder) {
        return holder.getValue(MEMBER) instanceof JsonObject extra
                        && extra.getValue("google") instanceof JsonObject google
                        && google.getValue("thought_signature") instanceof String signature
                ? signature
                : null;
    }
}
