using SkiaSharp;

namespace Akin.Cli.Demo;

/// <summary>Draws a subject's parts: filled in colours of this picture's own, with a dark outline or without. Coordinates are the subject's, from -1 to 1, y downwards.</summary>
internal sealed class SubjectBrush : IDisposable
{
    private readonly SKCanvas _canvas;
    private readonly Random _random;
    private readonly SKColor[] _colours;
    private readonly SKPaint _fill = new() { IsAntialias = true };
    private readonly SKPaint _line;
    private readonly bool _hasOutline;

    public SubjectBrush(SKCanvas canvas, Random random)
    {
        _canvas = canvas;
        _random = random;
        int hue = random.Next(360);
        _colours =
        [
            SKColor.FromHsv(hue, random.Next(55, 100), random.Next(55, 100)),
            SKColor.FromHsv((hue + random.Next(40, 320)) % 360, random.Next(40, 100), random.Next(40, 100)),
            SKColor.FromHsv(random.Next(360), random.Next(20, 60), random.Next(85, 100)),
        ];
        _hasOutline = random.Next(4) > 0;
        _line = new SKPaint
        {
            IsAntialias = true,
            Style = SKPaintStyle.Stroke,
            StrokeCap = SKStrokeCap.Round,
            StrokeJoin = SKStrokeJoin.Round,
            Color = SKColor.FromHsv(random.Next(360), random.Next(60), random.Next(8, 30)),
        };
    }

    /// <summary>A number of the subject's own, between two bounds.</summary>
    public float Vary(float least, float most) => least + (_random.NextSingle() * (most - least));

    /// <summary>A count of the subject's own, both bounds included.</summary>
    public int VaryCount(int least, int most) => _random.Next(least, most + 1);

    /// <summary>Fills an outline of SVG path data with a colour of the picture: 0 the body's, 1 the contrast's, 2 the light one.</summary>
    public void Fill(int colour, string svgPath)
    {
        using SKPath path = SKPath.ParseSvgPathData(svgPath);
        Fill(colour, path);
    }

    /// <summary>Fills an ellipse, turned about its centre.</summary>
    public void Oval(int colour, float x, float y, float radiusX, float radiusY, float turnInDegrees = 0)
    {
        using SKPath path = new();
        path.AddOval(SKRect.Create(-radiusX, -radiusY, 2 * radiusX, 2 * radiusY));
        path.Transform(SKMatrix.CreateRotationDegrees(turnInDegrees));
        path.Transform(SKMatrix.CreateTranslation(x, y));
        Fill(colour, path);
    }

    /// <summary>Draws a dark line of SVG path data, which every subject keeps, outline or not.</summary>
    public void Line(float width, string svgPath)
    {
        using SKPath path = SKPath.ParseSvgPathData(svgPath);
        _line.StrokeWidth = width;
        _canvas.DrawPath(path, _line);
    }

    public void Dispose()
    {
        _fill.Dispose();
        _line.Dispose();
    }

    private void Fill(int colour, SKPath path)
    {
        _fill.Color = _colours[colour];
        _canvas.DrawPath(path, _fill);
        if (_hasOutline)
        {
            _line.StrokeWidth = 0.04f;
            _canvas.DrawPath(path, _line);
        }
    }
}
