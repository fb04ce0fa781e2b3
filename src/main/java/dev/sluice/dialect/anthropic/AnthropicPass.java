package dev.sluice.dialect.anthropic;

import dev.sluice.dialect.Listener;
import dev.sluice.dialect.ProviderError;
import dev.sluice.dialect.ScannedChunk;
import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.sse.SseEvent;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** One Anthropic stream on its way to a caller of the same dialect: its events as they came, and what {@link AnthropicScan} sees. */
final class AnthropicPass implements Listener {
    /** All names are like that; another one could not be trusted to stand on a line of its own. */
    private static final Pattern WORD = Pattern.compile("[a-zA-Z0-9._-]{1,64}");

    private final AnthropicScan scan = new AnthropicScan();
    private boolean begun;
    private boolean over;

    @Override
    public void event(SseEvent event, Consumer<ScannedChunk> to) {
        AnthropicScan.Seen seen = scan.event(event);
        // A sign of life before anything else is none of the answer: whoever waits for that has to go on waiting.
        if (!begun && seen.type().equals("ping")) return;
        begun = true;
        ProviderError error = seen.error();
        if (error != null) {
            to.accept(ScannedChunk.failed(error).reworded(AnthropicErrors::toOpenAi));
            return;
        }
        over = seen.terminal();
        Chunk chunk = Chunk.passed(name(event, seen), event.data());
        to.accept(new ScannedChunk(chunk, seen.content(), seen.finishReason(), seen.usage(), false, null));
    }

    /** As it came; clients go by it, so that where a server left it out the data's own word takes its place. */
    private static String name(SseEvent event, AnthropicScan.Seen seen) {
        String name = event.type().equals("message") ? seen.type() : event.type();
        return !name.equals("message") && WORD.matcher(name).matches() ? name : "";
    }

    @Override
    public boolean over() {
        return over;
    }
}
