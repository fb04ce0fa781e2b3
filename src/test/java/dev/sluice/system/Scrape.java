package dev.sluice.system;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code /metrics} served at one moment. @param text as it came */
record Scrape(String text) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern SAMPLE = Pattern.compile("([a-z_0-9]+)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-z_0-9]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Set<String> STRUCTURE = Set.of("le", "quantile");

    /** @param management where the port for operators is */
    static Scrape of(URI management) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(management.resolve("/metrics")).build();
        return new Scrape(HTTP.send(request, BodyHandlers.ofString()).body());
    }

    /** Names and kinds, as the exposition declares them. */
    Map<String, String> kinds() {
        Map<String, String> kinds = new TreeMap<>();
        Matcher type = TYPE.matcher(text);
        while (type.find()) kinds.put(type.group(1), type.group(2));
        return kinds;
    }

    List<String> samples() {
        return text.lines().filter(line -> !line.startsWith("#")).toList();
    }

    /** The labels that the name's samples have, those of a histogram's form left out. */
    Set<String> labels(String name) {
        Set<String> labels = new TreeSet<>();
        for (String line : samples()) {
            Matcher sample = SAMPLE.matcher(line);
            if (!sample.matches()
                    || !sample.group(1).replaceAll("_(bucket|count|sum)$", "").equals(name)
                            && !sample.group(1).equals(name)) continue;
            Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
            while (label.find()) if (!STRUCTURE.contains(label.group(1))) labels.add(label.group(1));
        }
        return labels;
    }

    /** The sum over the name's samples that hold all these parts, such as {@code status="200"}. */
    double sum(String name, String... parts) {
        return samples().stream()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> List.of(parts).stream().allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
