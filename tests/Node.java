/* One node of a test cluster: folder, name, HTTP port, transport port, and the transport ports of all nodes. */

import java.util.Arrays;
import java.util.stream.IntStream;
import org.codelibs.opensearch.runner.OpenSearchRunner;

public final class Node {
    public static void main(String[] given) throws Exception {
        String[] others = Arrays.copyOfRange(given, 4, given.length);
        String[] seeds = Arrays.stream(others).map(port -> "127.0.0.1:" + port).toArray(String[]::new);
        String[] names = IntStream.range(0, others.length).mapToObj(n -> "n" + n).toArray(String[]::new);
        OpenSearchRunner runner = new OpenSearchRunner();
        runner.onBuild((number, settings) -> {
            settings.put("node.name", given[1]);
            settings.put("http.port", given[2]);
            settings.put("transport.port", given[3]);
            settings.put("network.host", "127.0.0.1");
            settings.put("discovery.type", "zen");
            settings.putList("discovery.seed_hosts", seeds);
            settings.putList("cluster.initial_cluster_manager_nodes", names);
            settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
            settings.put("node.store.allow_mmap", true);
        });
        runner.build(OpenSearchRunner.newConfigs().basePath(given[0]).numOfNode(1).clusterName("izde-test"));
        Thread.currentThread().join();
    }
}
