package dev.sluice.dialect.gemini;

import dev.sluice.dialect.ProviderError;
import dev.sluice.dialect.ScannedChunk;
import dev.sluice.dialect.gemini.AnswerPart.Call;
import dev.sluice.dialect.gemini.AnswerPart.Words;
import dev.sluice.model.FailureException;
import dev.sluice.model.Usage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads one stream of {@code :streamGenerateContent?alt=sse} and tells it as OpenAI's chunks. An event may become several:
 * text stands alone, so that it may be merged. There is no terminal marker: the stream is whole once each candidate has had
 * its finish reason ({@link #finished}). Usage is a running total, told with whichever chunk it came by, and once more in a
 * chunk of its own at the end. Safety ratings, citations and grounding have no counterpart and stay behind.
 *
 * <p>One per stream; owned by whoever reads the stream, one thread at a time.
 */
public final class GeminiReader {
    private static final class Candidate {
        private int calls;
        private boolean begun;
        private boolean finished;
    }

    private final ChunkForm form;
    private final String callPrefix;
    private final Map<Integer, Candidate> candidates = new TreeMap<>();
    private List<ScannedChunk> out = new ArrayList<>();
    private Usage usage;
    private int madeIds;

    /**
     * @param id             the answer's, such as {@code chatcmpl-…}; unique, since ids of calls are made from it
     * @param createdSeconds since 1970
     */
    public GeminiReader(String id, long createdSeconds, String model) {
        this.form = new ChunkForm(id, createdSeconds, model);
        this.callPrefix = CallIds.prefix(id);
    }

    /**
     * Reads one event's data.
     *
     * @return what it says, in order; empty where that is nothing. An error is told alone, without a chunk
     * @throws FailureException {@code upstream_malformed} where it is not a GenerateContentResponse, {@code
     *     upstream_unsupported} where OpenAI's form has no place for what it says
     */
    public List<ScannedChunk> read(Buffer data) {
        JsonObject event = ProviderJson.tree(data);
        if (Members.says(event.getValue("error"))) {
            ProviderError error = GeminiErrors.read(data);
            if (error == null) error = new ProviderError(null, null, null, null);
            return List.of(new ScannedChunk(null, false, null, null, false, error));
        }
        out = new ArrayList<>();
        boolean before = finished();
        candidates(event);
        if (candidates.isEmpty() && blocked(event)) finish(0, candidate(0), "content_filter");
        usage(UsageMetadata.read(event.getValue("usageMetadata")), !before && finished());
        return out;
    }

    /** Whether the answer has come to its end: each candidate that was seen has said why it stopped. */
    public boolean finished() {
        return !candidates.isEmpty() && candidates.values().stream().allMatch(candidate -> candidate.finished);
    }

    private void candidates(JsonObject event) {
        Object all = event.getValue("candidates");
        if (all == null) return;
        if (!(all instanceof JsonArray array)) throw AnswerPart.malformed("whose candidates are no array");
        for (Object each : array) {
            if (!(each instanceof JsonObject candidate))
                throw AnswerPart.malformed("with a candidate that is no object");
            int index = candidate.getValue("index") instanceof Number number ? number.intValue() : 0;
            candidate(index, candidate(index), candidate);
        }
    }

    private void candidate(int index, Candidate state, JsonObject said) {
        JsonObject logprobs = Logprobs.toOpenAi(said.getValue("logprobsResult"));
        for (AnswerPart part : AnswerPart.of(said)) {
            if (part instanceof Call call) {
                begin(index, state);
                out.add(form.delta(index, call(call, state), true, null, null));
            } else if (part instanceof Words words) words(index, state, words);
        }
        if (logprobs != null) out.add(form.delta(index, new JsonObject(), false, null, logprobs));
        if (said.getValue("finishReason") instanceof String reason && FinishReasons.ends(reason))
            finish(index, state, FinishReasons.toOpenAi(reason, state.calls > 0));
    }

    private void words(int index, Candidate state, Words words) {
        begin(index, state);
        if (!words.text().isEmpty() && words.thought())
            out.add(form.delta(index, new JsonObject().put("reasoning_content", words.text()), true, null, null));
        else if (!words.text().isEmpty()) out.add(form.text(index, words.text()));
        JsonObject signature = Signature.put(new JsonObject(), words.signature());
        if (!signature.isEmpty()) out.add(form.delta(index, signature, false, null, null));
    }

    private JsonObject call(Call call, Candidate state) {
        JsonObject function = new JsonObject().put("name", call.name()).put("arguments", call.args());
        JsonObject tool = new JsonObject()
                .put("index", state.calls++)
                .put("id", call.id() != null ? call.id() : callPrefix + ++madeIds)
                .put("type", "function")
                .put("function", function);
        return new JsonObject().put("tool_calls", new JsonArray().add(Signature.put(tool, call.signature())));
    }

    private void finish(int index, Candidate state, String reason) {
        if (state.finished) return;
        begin(index, state);
        state.finished = true;
        out.add(form.delta(index, new JsonObject(), false, reason, null));
    }

    /** OpenAI's first chunk holds the role. */
    private void begin(int index, Candidate state) {
        if (state.begun) return;
        state.begun = true;
        out.add(form.delta(index, new JsonObject().put("role", "assistant").put("content", ""), false, null, null));
    }

    private void usage(Usage now, boolean ended) {
        if (now != null) usage = usage == null ? now : usage.then(now);
        if (usage != null && finished() && (ended || now != null)) out.add(form.usage(usage));
        else if (now != null && out.isEmpty()) out.add(new ScannedChunk(null, false, null, usage, false, null));
        else if (now != null) out.set(out.size() - 1, with(out.get(out.size() - 1), usage));
    }

    private Candidate candidate(int index) {
        return candidates.computeIfAbsent(index, none -> new Candidate());
    }

    static boolean blocked(JsonObject event) {
        return event.getValue("promptFeedback") instanceof JsonObject feedback
                && feedback.getValue("blockReason") instanceof String reason
                && !reason.endsWith("_UNSPECIFIED");
    }

    private static ScannedChunk with(ScannedChunk chunk, Usage usage) {
        return new ScannedChunk(
                chunk.chunk(), chunk.content(), chunk.finishReason(), usage, chunk.usageOnly(), chunk.error());
    }
}
