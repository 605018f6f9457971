//! The runner of the DMN test suite tells passed, refused and wrong apart.

const MODEL: &str = r##"<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="m">
<inputData id="i" name="amount"><variable name="amount" typeRef="number"/></inputData>
<businessKnowledgeModel id="b" name="helper"/>
<decision name="Double" id="d1"><variable name="Double" typeRef="number"/>
<informationRequirement><requiredInput href="#i"/></informationRequirement>
<literalExpression><text>amount * 2</text></literalExpression></decision>
<decision name="Again" id="d2"><variable name="Again" typeRef="date"/>
<literalExpression><text>date(date("2017-10-11"))</text></literalExpression></decision>
<decision name="Nameless"><variable name="Nameless" typeRef="number"/>
<literalExpression><text>1 / 0</text></literalExpression></decision>
<decision name="Strange" id="d3"><variable name="Strange" typeRef="boolean"/>
<literalExpression><text>matches("a", "b")</text></literalExpression></decision>
<decision name="Before" id="d4"><variable name="Before" typeRef="date"/>
<literalExpression><text>date(amount, 12, 31)</text></literalExpression>
<informationRequirement><requiredInput href="#i"/></informationRequirement></decision>
</definitions>"##;

fn case(decision: &str, input: &str, expected: &str) -> String {
    format!(
        r#"<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><modelName> m.dmn </modelName>
<testCase id="1"><inputNode name="amount"><value>{input}</value></inputNode>
<resultNode name="{decision}" type="decision"><expected>{expected}</expected></resultNode>
</testCase></testCases>"#
    )
}

#[test]
fn results_are_told_apart() {
    let run = |decision: &str, input: &str, expected: &str| {
        let report = law::conformance(MODEL, &case(decision, input, expected));
        assert_eq!(report.results(), 1, "{report:?}");
        (report.passed, report.refused.len(), report.handed_over.len(), report.wrong.len())
    };
    assert_eq!(run("Double", "2.50", "<value>5.0</value>"), (1, 0, 0, 0));
    assert_eq!(run("Double", "2.5", "<value>5.01</value>"), (0, 0, 0, 1));
    assert_eq!(run("Double", "two", "<value>5</value>"), (0, 0, 1, 0));
    assert_eq!(run("Double", "2.5", r#"<value xsi:nil="true"/>"#), (0, 0, 0, 1));
    assert_eq!(run("Again", "1", "<value>2017-10-11</value>"), (1, 0, 0, 0));
    assert_eq!(run("Nameless", "1", r#"<value xsi:nil="true"/>"#), (1, 0, 0, 0));
    assert_eq!(run("Strange", "1", "<value>false</value>"), (0, 1, 0, 0));
    assert_eq!(run("Missing", "1", r#"<value xsi:nil="true"/>"#), (0, 1, 0, 0));
    assert_eq!(run("Before", "2017", "<value>2017-12-31</value>"), (1, 0, 0, 0));
    // The calendar here begins with the year 1: no answer is better than a wrong one.
    assert_eq!(run("Before", "-2017", "<value>-2017-12-31</value>"), (0, 0, 1, 0));
}

#[test]
fn the_model_of_a_test_file_is_named_in_it() {
    assert_eq!(law::conformance_model(&case("a", "1", "")).as_deref(), Some("m.dmn"));
    assert_eq!(law::conformance_model("<testCases/>"), None);
}
