package dev.sluice.deploy;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which metrics an expression asks for. Knows as much of the language as our own expressions use. */
final class PromQl {
    private static final Pattern BY_NAME = Pattern.compile("__name__=~?\"([^\"]*)\"");
    /** Label matchers, ranges, strings, and the lists of labels behind an aggregation or a match. */
    private static final Pattern NOT_METRICS = Pattern.compile(
            "\\{[^}]*}|\\[[^\\]]*]|\"[^\"]*\"|\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");

    private static final Pattern NAME = Pattern.compile("(?<![\\w.])[a-zA-Z_:][\\w:]*(?!\\w)(?!\\s*\\()");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "offset", "bool", "inf", "nan");

    private PromQl() {}

    static Set<String> metrics(String expression) {
        Set<String> names = new TreeSet<>();
        Matcher byName = BY_NAME.matcher(expression);
        while (byName.find()) names.addAll(List.of(byName.group(1).split("\\|")));
        Matcher name = NAME.matcher(NOT_METRICS.matcher(expression).replaceAll(" "));
        while (name.find()) if (!WORDS.contains(name.group())) names.add(name.group());
        return names;
    }
}
