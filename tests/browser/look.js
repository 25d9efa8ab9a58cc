// Measures the page from inside, and returns one value.
(() => {
    const visible = (element) => element.checkVisibility({visibilityProperty: true});
    const root = document.documentElement;
    const reachable = [...document.querySelectorAll("a[href], summary, [tabindex='0']")].filter(visible);

    // Relative luminance and contrast, as WCAG 2 defines them.
    const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
    const channels = (colour) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const luminance = (rgb) => {
        const [r, g, b] = rgb.slice(0, 3).map((c) => {
            const part = c / 255;
            return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const background = (element) => {
        for (let at = element; at; at = at.parentElement) {
            const rgb = channels(getComputedStyle(at).backgroundColor);
            if (rgb[3] === 255) return rgb;
        }
        return [255, 255, 255];
    };
    const faint = new Set();
    const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    for (const element of [...document.body.querySelectorAll("*")].filter(hasText).slice(0, 3000)) {
        if (!visible(element)) continue;
        const style = getComputedStyle(element);
        const colour = element.closest("svg") ? style.fill : style.color;
        const [a, b] = [luminance(channels(colour)), luminance(background(element))];
        const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (contrast < 4.5) faint.add(`${element.tagName}.${element.className} ${colour} ${contrast.toFixed(2)}`);
    }
    return {
        width: root.scrollWidth,
        window: root.clientWidth,
        reachable: reachable.length,
        hacked: typeof window.hacked,
        active: document.querySelectorAll("script, iframe, object, embed, img, link, base, form, input").length,
        faint: [...faint],
        small: reachable.filter((element) => element.getClientRects()[0].height < 16).length,
    };
})()
