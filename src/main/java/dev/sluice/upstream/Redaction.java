package dev.sluice.upstream;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Takes out of a provider's words what is nobody's business but ours: keys, the account and project that our key belongs to (OpenAI
 * names them in its rate limit errors, Google in its quota errors), and where our endpoints are. All else stays as it is. Any thread.
 */
final class Redaction implements UnaryOperator<String> {
    private static final String INSTEAD = "[redacted]";
    /** Each is linear in the text's length. */
    private static final List<Pattern> ALWAYS = List.of(
            Pattern.compile("\\b(?:org|user|acct)-[A-Za-z0-9]{8,}|\\b(?:proj|org|acct)_[A-Za-z0-9]{8,}"),
            Pattern.compile("\\b(?:sk|pk|rk|gsk|xai)-[A-Za-z0-9_*-]{6,}|\\bAIza[A-Za-z0-9_-]{10,}"),
            Pattern.compile("(?i)\\bbearer +[A-Za-z0-9._~+/=-]{8,}"),
            Pattern.compile("(?i)\\bprojects/[a-z0-9:._-]+|\\bproject(?:[_ ](?:number|id))?[:= ]\\s?\\d{6,}"),
            Pattern.compile(
                    "(?i)\\b(?:organization|account|workspace)(?:[_ ]id)?[:= ]+\"?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
            Pattern.compile("\\b(?:127|10)(?:\\.\\d{1,3}){3}(?::\\d{1,5})?|\\b192\\.168(?:\\.\\d{1,3}){2}(?::\\d{1,5})?"
                    + "|\\b172\\.(?:1[6-9]|2\\d|3[01])(?:\\.\\d{1,3}){2}(?::\\d{1,5})?"),
            Pattern.compile(
                    "(?i)\\blocalhost:\\d{1,5}|(?<![\\w.-])[\\w-]{1,63}(?:\\.[\\w-]{1,63}){0,4}\\.(?:svc|local|internal)\\b[\\w.:]*"));

    private final List<Pattern> patterns = new ArrayList<>(ALWAYS);

    /** @param apiKeys and endpoints of the upstream, none of which is ever shown */
    Redaction(Collection<String> apiKeys, Collection<URI> endpoints) {
        for (String key : apiKeys) if (!key.isEmpty()) patterns.add(Pattern.compile(Pattern.quote(key)));
        for (URI endpoint : endpoints) {
            String host = endpoint.getHost();
            if (host == null) continue;
            String named = Pattern.quote(host.toLowerCase(Locale.ROOT));
            // A name of one label may be a word, too ("vllm"); as a part of a URL, or with its port, it is none.
            boolean word = host.matches("[A-Za-z-]+");
            patterns.add(Pattern.compile(
                    word
                            ? "(?i)(?<=//)" + named + "(?::\\d{1,5})?|(?i)\\b" + named + ":\\d{1,5}"
                            : "(?i)" + named + "(?::\\d{1,5})?"));
        }
    }

    /** @param text null stays null */
    @Override
    public String apply(String text) {
        if (text == null) return null;
        String left = text;
        for (Pattern pattern : patterns) left = pattern.matcher(left).replaceAll(INSTEAD);
        return left;
    }
}
