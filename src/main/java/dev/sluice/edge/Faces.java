package dev.sluice.edge;

import dev.sluice.dialect.gemini.GeminiWriter.Shape;
import dev.sluice.edge.face.AnthropicFace;
import dev.sluice.edge.face.Face;
import dev.sluice.edge.face.GeminiFace;
import dev.sluice.edge.face.OpenAiFace;

/** Which face stands behind which path. */
final class Faces {
    static final String CHAT_COMPLETIONS = "/v1/chat/completions";
    static final String MESSAGES = "/v1/messages";
    static final String MODELS = "/v1beta/models/";

    static final Face OPENAI = new OpenAiFace();
    static final Face ANTHROPIC = new AnthropicFace();
    static final Face GEMINI_EVENTS = new GeminiFace(Shape.EVENTS);
    static final Face GEMINI_ARRAY = new GeminiFace(Shape.ARRAY);

    private Faces() {}

    /** The face that answers for errors under a path, or null where it is one of our own. */
    static Face of(String path) {
        if (path.startsWith(MESSAGES)) return ANTHROPIC;
        if (path.startsWith("/v1beta/")) return GEMINI_ARRAY;
        return path.startsWith("/v1/") ? OPENAI : null;
    }
}
