package io.aiodiskdb.spring.bare;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The bill of materials, compared with the modules of the project. */
class BillOfMaterialsTest {

    private static final Path ROOT = Path.of("..");
    private static final String MANAGED = "/project/dependencyManagement/dependencies/dependency";

    private final XPath paths = XPathFactory.newInstance().newXPath();

    @Test
    void namesEachPublishedArtifactAndNoOther() throws Exception {
        Set<String> published = new TreeSet<>();
        for (String module : texts(pom("."), "/project/modules/module")) {
            Document pom = pom(module);
            boolean isPublished =
                    texts(pom, "/project/properties/maven.deploy.skip").isEmpty();
            if (isPublished && texts(pom, "/project/packaging").isEmpty()) {
                published.addAll(texts(pom, "/project/artifactId"));
            }
        }

        Document bom = pom("aiodiskdb-bom");
        assertThat(published).contains("aiodiskdb-core", "aiodiskdb-spring-boot-starter");
        assertThat(texts(bom, MANAGED + "/artifactId")).containsExactlyInAnyOrderElementsOf(published);
        assertThat(texts(bom, MANAGED + "/groupId")).containsOnly("io.aiodiskdb");
        assertThat(texts(bom, MANAGED + "/version")).containsOnly("${project.version}");
    }

    @Test
    void isAModuleOfTheSameVersionWithoutAParent() throws Exception {
        Document bom = pom("aiodiskdb-bom");
        assertThat(texts(pom("."), "/project/modules/module")).contains("aiodiskdb-bom");
        assertThat(texts(bom, "/project/version")).isEqualTo(texts(pom("."), "/project/version"));
        assertThat(texts(bom, "/project/parent")).isEmpty();
    }

    private static Document pom(String module) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(ROOT.resolve(module).resolve("pom.xml").toFile());
    }

    private List<String> texts(Document document, String path) throws Exception {
        NodeList nodes = (NodeList) paths.evaluate(path, document, XPathConstants.NODESET);
        List<String> texts = new ArrayList<>();
        for (int number = 0; number < nodes.getLength(); number++) {
            texts.add(nodes.item(number).getTextContent().strip());
        }
        return texts;
    }
}
