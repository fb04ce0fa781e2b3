package dev.sluice.app.config;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * YAML 1.2 text to a {@link Tree}. Scalars keep their text, since a value has its type only once the environment is in it.
 * A key that is written twice is a fault. Anchors work; one that is used many times is converted once, so that a small file
 * cannot grow into a large tree.
 */
final class YamlTree {
    private final List<Fault> faults;
    private final Map<Node, Tree> converted = new IdentityHashMap<>();

    private YamlTree(List<Fault> faults) {
        this.faults = faults;
    }

    /**
     * @param name of the file, for faults of the whole
     * @return null, with a fault added, where the text is not one YAML mapping
     */
    static Tree.Entries parse(String name, String yaml, List<Fault> faults) {
        try {
            LoadSettings settings = LoadSettings.builder().setLabel(name).build();
            Node root = new Compose(settings).composeString(yaml).orElse(null);
            Tree tree = root == null ? new Tree.Entries(Map.of(), 0) : new YamlTree(faults).convert("", root, 1);
            if (tree instanceof Tree.Entries entries) return entries;
            faults.add(new Fault(name, tree.kind(), "a mapping with keys such as listen and upstreams", 1));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            faults.add(new Fault(name, oneLine(e.getProblem()), "well-formed YAML 1.2", line));
        } catch (YamlEngineException e) {
            faults.add(new Fault(name, oneLine(e.getMessage()), "well-formed YAML 1.2", 0));
        }
        return null;
    }

    private Tree convert(String path, Node node, int line) {
        if (node instanceof ScalarNode scalar) return new Tree.Scalar(scalar.getValue(), scalar.isPlain(), line);
        Tree known = converted.get(node);
        if (known != null) return known;
        // A node that contains itself finds this instead of itself, and the reader then calls it a wrong type.
        converted.put(node, new Tree.Scalar("an anchor inside itself", false, line));
        Tree tree = node instanceof MappingNode mapping
                ? entries(path, mapping, line)
                : items(path, (SequenceNode) node, line);
        converted.put(node, tree);
        return tree;
    }

    private Tree entries(String path, MappingNode mapping, int line) {
        Map<String, Tree> values = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            int keyLine = line(tuple.getKeyNode(), line);
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                faults.add(new Fault(path.isEmpty() ? "(top)" : path, "a key that is no text", "a name", keyLine));
                continue;
            }
            String child = Paths.child(path, key.getValue());
            Tree before = values.get(key.getValue());
            if (before != null) {
                faults.add(new Fault(child, "the key again", "it once (first in line " + before.line() + ")", keyLine));
            } else {
                values.put(key.getValue(), convert(child, tuple.getValueNode(), keyLine));
            }
        }
        return new Tree.Entries(values, line);
    }

    private Tree items(String path, SequenceNode sequence, int line) {
        List<Tree> values = new ArrayList<>();
        for (Node node : sequence.getValue())
            values.add(convert(Paths.item(path, values.size()), node, line(node, line)));
        return new Tree.Items(values, line);
    }

    private static int line(Node node, int otherwise) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(otherwise);
    }

    private static String oneLine(String message) {
        return message == null
                ? "something unreadable"
                : message.lines().findFirst().orElse("something unreadable");
    }
}
