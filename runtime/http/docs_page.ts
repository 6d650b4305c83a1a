/** The reference page; its script draws it from the OpenAPI document. */
export const docsPage: string = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>DDF runtime · API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/style.css">
</head>
<body>
<header>
<h1><span id="title">DDF runtime</span> <small id="version"></small></h1>
<input id="filter" type="search" placeholder="Filter by path or summary" aria-label="Filter" autocomplete="off">
<input id="token" type="password" placeholder="Access token, if one is set up" aria-label="Access token" autocomplete="off">
<a href="api/v1/openapi.json">OpenAPI 3.1</a>
</header>
<nav id="nav" aria-label="Operations"></nav>
<main id="main"><p class="lead">Reading the description of this server …</p></main>
<noscript>This page draws the <a href="api/v1/openapi.json">OpenAPI document</a> with a script.</noscript>
<script src="docs/script.js" defer></script>
</body>
</html>
`
