package dev.sluice.app.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One mapping of the file: its {@link Values}, and the mappings below it. {@link #end} faults every key that nobody asked for.
 */
final class Section extends Values {
    Section(Reading reading, String path, Tree.Entries entries) {
        super(reading, path, entries);
    }

    /** Whether nothing is written here at all. */
    boolean empty() {
        return entries.isEmpty();
    }

    /** The mapping under a key; an empty one where absent. */
    Section section(String key) {
        asked.add(key);
        return mapping(path(key), entries.get(key));
    }

    /** The mappings of a list. */
    List<Section> sections(String key) {
        return sections(key, null);
    }

    /** @param only an item that is a single value counts as a mapping with this key alone; null where there is no such short form */
    List<Section> sections(String key, String only) {
        asked.add(key);
        List<Section> all = new ArrayList<>();
        Tree tree = entries.get(key);
        if (tree instanceof Tree.Items items) {
            for (Tree item : items.values()) all.add(mapping(Paths.item(path(key), all.size()), expanded(item, only)));
        } else if (present(tree)) {
            fault(key, tree.kind(), "a list");
        }
        return all;
    }

    /** The mappings of a mapping whose keys are names that the operator picks, in the order of the file. */
    Map<String, Section> named(String key) {
        asked.add(key);
        Map<String, Section> all = new LinkedHashMap<>();
        Tree tree = entries.get(key);
        if (tree instanceof Tree.Entries named) {
            named.values().forEach((name, t) -> all.put(name, mapping(Paths.child(path(key), name), t)));
        } else if (present(tree)) {
            fault(key, tree.kind(), "a mapping from names");
        }
        return all;
    }

    /** To be called once all keys have been asked for. */
    void end() {
        for (String key : entries.keySet())
            if (!asked.contains(key)) fault(key, "an unknown key", Nearest.oneOf(key, asked));
    }

    private Section mapping(String at, Tree tree) {
        if (tree instanceof Tree.Entries found) return new Section(reading, at, found);
        int line = tree == null ? 0 : tree.line();
        reading.at(at, line);
        if (present(tree)) reading.fault(at, tree.kind(), "a mapping");
        return new Section(reading, at, new Tree.Entries(Map.of(), line));
    }

    private static Tree expanded(Tree item, String only) {
        boolean brief = only != null && item instanceof Tree.Scalar && present(item);
        return brief ? new Tree.Entries(Map.of(only, item), item.line()) : item;
    }

    private static boolean present(Tree tree) {
        if (tree instanceof Tree.Scalar s)
            return !(s.plain() && (s.text().isEmpty() || s.text().matches("null|~")));
        return tree != null;
    }
}
