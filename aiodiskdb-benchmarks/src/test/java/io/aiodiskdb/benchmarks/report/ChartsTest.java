package io.aiodiskdb.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class ChartsTest {

    private static Document parse(String svg) throws IOException, SAXException, ParserConfigurationException {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static List<Element> elements(Document document, String name) {
        NodeList nodes = document.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    @Test
    void drawsOneForEachMetric() {
        assertThat(Charts.of(Sample.results()).keySet())
                .containsExactly("W1-until-all-is-in-the-files.svg", "W5-opening-median-of-5.svg");
    }

    @Test
    void isXmlAndLabelsEachSystemVariantAndFigure() throws IOException, SAXException, ParserConfigurationException {
        for (Map.Entry<String, String> chart : Charts.of(Sample.results()).entrySet()) {
            assertThat(parse(chart.getValue()).getDocumentElement().getTagName())
                    .as(chart.getKey())
                    .isEqualTo("svg");
        }
        Document chart = parse(Charts.of(Sample.results()).get("W1-until-all-is-in-the-files.svg"));
        assertThat(elements(chart, "text"))
                .extracting(Element::getTextContent)
                .contains("aiodiskdb", "aiodiskdb-default", "chronicle", "lmdb", "limit")
                .contains("1024 B, 1 thread, unsynced", "3150 (3000–3300)")
                .anyMatch(text -> text.contains("longer is better"));
    }

    @Test
    void barsAreAsLongAsTheirFiguresAndInsideThePicture()
            throws IOException, SAXException, ParserConfigurationException {
        Document chart = parse(Charts.of(Sample.results()).get("W1-until-all-is-in-the-files.svg"));
        List<Element> bars = elements(chart, "rect");
        assertThat(bars).hasSize(5);
        assertThat(number(bars.get(4), "width") / number(bars.get(2), "width")).isBetween(2.99, 3.01);
        double width = number(chart.getDocumentElement(), "width");
        assertThat(bars).allMatch(bar -> number(bar, "x") + number(bar, "width") < width);
    }

    @Test
    void figuresThatAreFarApartGetALogarithmicAxis() throws IOException, SAXException, ParserConfigurationException {
        Document chart = parse(Charts.of(Sample.results()).get("W5-opening-median-of-5.svg"));
        assertThat(elements(chart, "text"))
                .extracting(Element::getTextContent)
                .anyMatch(text -> text.contains("shorter is better") && text.contains("logarithmic axis"));
        List<Element> bars = elements(chart, "rect");
        assertThat(number(bars.get(2), "width") / number(bars.get(1), "width")).isLessThan(3); // of ten times as much
    }

    @Test
    void escapesWhatMarkupWouldMisread() throws IOException, SAXException, ParserConfigurationException {
        BarChart chart = new BarChart("a < b & \"c\"", "");
        chart.add(
                "<script>",
                Map.of("limit", Sample.results().rows().get(Sample.APPEND).get("limit")));
        assertThat(elements(parse(chart.toSvg()), "text"))
                .extracting(Element::getTextContent)
                .contains("a < b & \"c\"", "<script>");
    }
}
