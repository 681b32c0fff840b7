namespace Akin.Reports;

/// <summary>How an <see cref="EvaluationPage"/> looks. Its colours are those of <see cref="PlotTheme"/>.</summary>
internal static class PageStyle
{
    /// <summary>The style sheet; it names nothing outside the page, and holds no character that XML reads otherwise.</summary>
    public const string Css =
        """

        :root { --paper: #ffffff; --ink: #1f2328; --pale: #59636e; --line: #d8dee4; --panel: #f6f8fa; --accent: #0066a6; }
        @media (prefers-color-scheme: dark) { :root { --paper: #16191d; --ink: #e6e8eb; --pale: #9aa4af; --line: #30363d; --panel: #1e2329; --accent: #62b6f0; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
        main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
        h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 1rem; overflow-wrap: anywhere; }
        h2 { font-size: 1.2rem; margin: 2.5rem 0 0.75rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
        p, li { max-width: 44rem; overflow-wrap: anywhere; }
        .source { margin: 0; color: var(--pale); }
        .source div { display: flex; gap: 0.75rem; }
        .source dt { flex: 0 0 5.5rem; }
        .source dd { margin: 0; color: var(--ink); overflow-wrap: anywhere; }
        .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 0.75rem; margin: 1.5rem 0 0; }
        .figures div { background: var(--panel); border: 1px solid var(--line); border-radius: 0.5rem; padding: 0.8rem 1rem; }
        .figures b { display: block; font-size: 1.7rem; line-height: 1.2; color: var(--accent); font-variant-numeric: tabular-nums; }
        .figures span { color: var(--pale); font-size: 0.9rem; }
        .table { overflow-x: auto; margin: 0.75rem 0 1rem; }
        table { border-collapse: collapse; font-size: 0.92rem; font-variant-numeric: tabular-nums; }
        th, td { padding: 0.3rem 0.75rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
        th:first-child, tbody th { text-align: left; font-weight: 500; }
        thead th { color: var(--pale); font-weight: 500; }
        th bdi { display: inline-block; max-width: 18rem; overflow: hidden; text-overflow: ellipsis; vertical-align: bottom; }
        td.right { background: var(--panel); font-weight: 600; }
        td.none { color: var(--pale); opacity: 0.55; }
        img { display: block; max-width: 100%; height: auto; margin: 0.75rem 0; border: 1px solid var(--line); border-radius: 0.5rem; }
        summary { cursor: pointer; }
        dl dt { font-weight: 600; }
        dl dd { margin: 0 0 0.6rem; max-width: 44rem; }
        .source dt { font-weight: 400; }

        """;
}
