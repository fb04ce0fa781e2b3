package dev.sluice.simulator;

import dev.sluice.simulator.ChatRequest.Message;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes the answer to a request. A pure function: the one place that both the wire and a test's expectation come from. */
final class Author {
    /** What OpenAI's published counting recipe adds for each message, and once for the answer's beginning. */
    private static final int TOKENS_PER_MESSAGE = 3;

    private static final int TOKENS_PER_ANSWER = 3;
    private static final int BIG_CHARS = 200 * 1024;
    private static final Pattern CALL = Pattern.compile("(?i)\\bcall\\s+\\S+\\s*(with|for|about|on|in)?\\s*");

    private Author() {}

    static Answer answer(ChatRequest request) {
        long seed = request.seed();
        int promptTokens = promptTokens(request);
        if (request.tool() == null) return words(request, seed, promptTokens);
        Matcher call = CALL.matcher(request.question());
        Question question = Question.of(call.find() ? call.replaceAll("") : request.question());
        Tokens arguments = Tokeniser.tokens(ToolArguments.json(request.tool().parameters(), question, seed));
        Tokens kept = limited(arguments, request.maxTokens());
        String reason = kept.count() < arguments.count() ? "length" : "tool_calls";
        return new Answer(kept, request.tool().name(), "call_" + Ids.text(seed, 24), reason, null, promptTokens);
    }

    private static Answer words(ChatRequest request, long seed, int promptTokens) {
        Question question = Question.of(request.question());
        Tokens whole = composed(question, seed, request.script().tokens());
        if (request.script().has(Fault.BIG))
            whole = whole.withPiece(Math.max(0, request.script().at()), big(question, seed));
        Tokens limited = limited(whole, request.maxTokens());
        Tokens kept = limited.upTo(firstStop(limited.text(), request));
        boolean stopped = kept.text().length() < limited.text().length();
        String reason = limited.count() < whole.count() && !stopped ? "length" : "stop";
        String sequence = stopped ? stopAt(limited.text(), kept.text().length(), request) : null;
        return new Answer(kept, null, null, reason, sequence, promptTokens);
    }

    private static Tokens composed(Question question, long seed, int tokens) {
        if (tokens < 0) return Tokeniser.tokens(Composer.natural(question, seed));
        for (int chars = tokens * 6; ; chars = chars * 2 + 1) {
            Tokens all = Tokeniser.tokens(Composer.endless(question, seed, chars));
            if (all.count() >= tokens) return all.first(tokens);
        }
    }

    private static String big(Question question, long seed) {
        String text = " " + Composer.endless(question, Seed.mix(seed), BIG_CHARS);
        return text.substring(
                0, text.offsetByCodePoints(0, Math.min(BIG_CHARS, text.codePointCount(0, text.length()))));
    }

    private static Tokens limited(Tokens all, int max) {
        return max < 0 ? all : all.first(max);
    }

    private static int firstStop(String text, ChatRequest request) {
        int first = text.length();
        for (String stop : request.stops()) {
            int at = text.indexOf(stop);
            if (at >= 0 && at < first) first = at;
        }
        return first;
    }

    private static String stopAt(String text, int at, ChatRequest request) {
        for (String stop : request.stops()) if (text.startsWith(stop, at)) return stop;
        return null;
    }

    private static int promptTokens(ChatRequest request) {
        int tokens = TOKENS_PER_ANSWER;
        for (Message message : request.messages())
            tokens += TOKENS_PER_MESSAGE + Tokeniser.count(message.role()) + Tokeniser.count(message.text());
        return tokens;
    }
}
